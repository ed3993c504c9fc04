"""What `bench training` trains, in PyTorch, one thread: prints ms of processor time per image, then the accuracy.

  train_vgg.py steps IMAGES                                        steps of VGG16 with batches of IMAGES: ms alone
  train_vgg.py CHANNELS EPOCHS BATCH SEED TRAIN TEST               13 convolutions of CHANNELS each; TRAIN and TEST are
                                                                   records of CIFAR-10: a label, 3,072 pixels

SGD with momentum 0.9, weight decay 5e-4 and a rate that follows half a cosine from 0.05 to 0 step by step; images are
shifted by up to 4 pixels and mirrored at random.
"""
import math
import sys
import time

try:
    import torch
except ImportError:
    sys.exit("torch cannot be imported")
from torch import nn

torch.set_num_threads(1)
VGG16 = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
POOLED_AFTER = {2, 4, 7, 10, 13}


def vgg(channels):
    layers = []
    for number, (inputs, outputs) in enumerate(zip([3] + channels, channels), 1):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
        if number in POOLED_AFTER:
            layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels[-1], 10))


def step(network, optimizer, x, labels):
    loss = nn.functional.cross_entropy(network(x), labels)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item()


if sys.argv[1] == "steps":
    batch = int(sys.argv[2])
    network = vgg(VGG16)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    x, labels = torch.randn(batch, 3, 32, 32), torch.randint(10, (batch,))
    least = float("inf")
    for _ in range(4):
        start = time.process_time()
        step(network, optimizer, x, labels)
        least = min(least, time.process_time() - start)
    print(least / batch * 1e3)
    sys.exit()

channels, epochs, batch, seed = map(int, sys.argv[1:5])
torch.manual_seed(seed)
MEAN = torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).reshape(1, 3, 1, 1)


def read(path):
    with open(path, "rb") as file:
        records = torch.frombuffer(bytearray(file.read()), dtype=torch.uint8).reshape(-1, 3073)
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].long()


def augmented(pixels):
    x = nn.functional.pad((pixels.float() / 255 - MEAN) / DEVIATION, (4, 4, 4, 4))
    result = torch.empty(len(x), 3, 32, 32)
    for n in range(len(x)):
        top, left, mirrored = torch.randint(9, (2,)).tolist() + [torch.rand(()).item() < 0.5]
        window = x[n, :, top:top + 32, left:left + 32]
        result[n] = window.flip(2) if mirrored else window
    return result


pixels, labels = read(sys.argv[5])
test_pixels, test_labels = read(sys.argv[6])
network = vgg([channels] * len(VGG16))
optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
steps = [range(first, min(first + batch, len(pixels))) for first in range(0, len(pixels), batch)]
taken, total = 0, epochs * len(steps)
start = time.process_time()
for _ in range(epochs):
    order = torch.randperm(len(pixels))
    for indices in steps:
        chosen = order[indices.start:indices.stop]
        optimizer.param_groups[0]["lr"] = 0.05 * 0.5 * (1 + math.cos(math.pi * taken / (total - 1)))
        step(network, optimizer, augmented(pixels[chosen]), labels[chosen])
        taken += 1
seconds = time.process_time() - start
network.eval()
with torch.no_grad():
    outputs = torch.cat([network((p.float() / 255 - MEAN) / DEVIATION) for p in test_pixels.split(256)])
print(seconds / (epochs * len(pixels)) * 1e3)
print((outputs.argmax(1) == test_labels).double().mean().item())
