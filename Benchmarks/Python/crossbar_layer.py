"""The layer of `bench inference` in plain PyTorch: ms of processor time per image, one thread, least of several.

  crossbar_layer.py masked    as published: for every kernel position, input bit, block of rows and slice a convolution
                              of all channels with a mask, for data and one dummy column, each with the range of its tensor
  crossbar_layer.py block     for every kernel position and block of rows a 1 x 1 convolution of the block's channels, of
                              all input bits as a batch and all slices and the dummy column as outputs; a fixed range
"""
import sys
import time

try:
    import torch
except ImportError:
    sys.exit("torch cannot be imported")
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(1)
CHANNELS, OUTPUTS, SIZE, PLANES, SLICES, ROWS, ADC_BITS = 256, 256, 8, 8, 2, 64, 6
images = 1
bits = (torch.rand(PLANES, images, CHANNELS, SIZE, SIZE) < 0.165).float()
weights = torch.randint(0, 16, (SLICES, OUTPUTS, CHANNELS, 3, 3)).float()
BLOCKS = [(i, j, first) for i in range(3) for j in range(3) for first in range(0, CHANNELS, ROWS)]


def adc_of_tensor(x):
    low, high = x.min(), x.max()
    step = (high - low) / 2**ADC_BITS
    return ((x - low) / step).floor_().clamp_(0, 2**ADC_BITS - 1) * step + low


def masked():
    result = torch.zeros(images, OUTPUTS, SIZE, SIZE)
    for i, j, first in BLOCKS:
        mask = torch.zeros(1, CHANNELS, 3, 3)
        mask[:, first:first + ROWS, i, j] = 1
        for k in range(SLICES):
            column, dummy = weights[k] * mask, 7.5 * mask
            for plane in range(PLANES):
                p = F.conv2d(bits[plane], column, padding=1)
                d = F.conv2d(bits[plane], dummy, padding=1)
                result += 2.0**plane * 16.0**k * (adc_of_tensor(p) - adc_of_tensor(d))
    return result


# Weights of a block as they are programmed once: slices, then the dummy column.
programmed = [
    torch.cat([weights[:, :, first:first + ROWS, i, j].reshape(SLICES * OUTPUTS, ROWS), torch.full((1, ROWS), 7.5)])
    .reshape(SLICES * OUTPUTS + 1, ROWS, 1, 1).contiguous()
    for i, j, first in BLOCKS
]
TOP = 2**ADC_BITS - 1
STEP = 300.0 / TOP


def block():
    padded = F.pad(bits.reshape(PLANES * images, CHANNELS, SIZE, SIZE), (1, 1, 1, 1))
    total = torch.zeros(PLANES * images, SLICES * OUTPUTS + 1, SIZE, SIZE)
    for (i, j, first), w in zip(BLOCKS, programmed):
        x = padded[:, first:first + ROWS, i:i + SIZE, j:j + SIZE]
        total += F.conv2d(x, w).mul_(1 / STEP).round_().clamp_(0, TOP)
    # Shift and add, behind all ADCs.
    planes = 2.0 ** torch.arange(PLANES)
    total = (total.reshape(PLANES, images, -1, SIZE, SIZE) * planes.reshape(-1, 1, 1, 1, 1)).sum(0) * STEP
    data, dummy = total[:, :-1].reshape(images, SLICES, OUTPUTS, SIZE, SIZE), total[:, -1:]
    return sum(16.0**k * (data[:, k] - dummy) for k in range(SLICES))


least = float("inf")
with torch.no_grad():
    for _ in range(3 if sys.argv[1] == "masked" else 20):
        start = time.process_time()
        {"masked": masked, "block": block}[sys.argv[1]]()
        least = min(least, time.process_time() - start)
print(least / images * 1e3)
