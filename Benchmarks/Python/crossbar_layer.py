"""The layer of `bench inference` in plain PyTorch: milliseconds per image, one thread, least of three.

  python3 naive_crossbar.py one|block    the formulation: a masked convolution of all channels per kernel position,
                                         input bit, slice and block of rows (the published way), or a 1 x 1
                                         convolution of a block's channels
"""
import sys
import time

try:
    import torch
except ImportError:
    sys.exit("torch cannot be imported")

torch.set_num_threads(1)
torch.manual_seed(1)
channels, outputs, size, planes, slices, rows = 256, 256, 8, 8, 2, 64
bits = (torch.rand(planes, 1, channels, size, size) < 0.165).float()
weights = torch.randint(0, 16, (slices, outputs, channels, 3, 3)).float()


def adc(x):
    low, high = x.min(), x.max()
    step = (high - low) / 64
    return ((x - low) / step).floor().clamp(0, 63) * step + low


def one_block_at_a_time(masked):
    result = torch.zeros(1, outputs, size, size)
    for i in range(3):
        for j in range(3):
            for first in range(0, channels, rows):
                if masked:
                    mask = torch.zeros(outputs, channels, 3, 3)
                    mask[:, first:first + rows, i, j] = 1
                for plane in range(planes):
                    for k in range(slices):
                        if masked:
                            a = torch.nn.functional.conv2d(bits[plane], weights[k] * mask, padding=1)
                            d = torch.nn.functional.conv2d(bits[plane], 7.5 * mask, padding=1)
                        else:
                            x = torch.nn.functional.pad(bits[plane], (1, 1, 1, 1))
                            x = x[:, first:first + rows, i:i + size, j:j + size]
                            w = weights[k][:, first:first + rows, i:i + 1, j:j + 1]
                            a = torch.nn.functional.conv2d(x, w)
                            d = 7.5 * x.sum(1, keepdim=True)
                        result += 2.0 ** plane * 16.0 ** k * (adc(a) - adc(d))
    return result


least = float("inf")
with torch.no_grad():
    for _ in range(3):
        start = time.process_time()
        one_block_at_a_time(sys.argv[1] == "one")
        least = min(least, time.process_time() - start)
print(least * 1e3)
