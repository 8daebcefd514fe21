"""PyTorch's side of the benchmark: `pytorch.py THREADS IMAGES`, a JSON request a line in, a JSON reply a line out.

The requests are those of bench/page/messages.ts. Eager mode, channels_last, Adam with Keras' epsilon in its fused form. The
images lie in memory as bytes; gathering and scaling a batch is part of a step, and reading the logits part of an answer.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

threads = int(sys.argv[1])
torch.set_num_threads(threads)
torch.set_num_interop_threads(1)
COUNT = 5000
raw = torch.frombuffer(bytearray(open(sys.argv[2], "rb").read()), dtype=torch.uint8)
labels = raw[:COUNT].long()
images = raw[COUNT:].view(COUNT, 1, 28, 28)

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": F.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": F.gelu,
    "elu": F.elu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
}


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def same_padding(size, stride, length):
    """Keras' `same`: zeros before and after a side."""
    out = -(-length // stride)
    total = max((out - 1) * stride + size - length, 0)
    return total // 2, total - total // 2


class Builder:
    """Goes from layer to layer with the shape of their output (channels first) and takes weights in Keras' order."""

    def __init__(self, values):
        self.values = values
        self.shape = (1, 28, 28)

    def take(self, *shape):
        size = torch.Size(shape).numel()
        tensor, self.values = self.values[:size].view(shape), self.values[size:]
        return tensor

    def set(self, parameter, *shape, permute=None):
        value = self.take(*shape)
        value = value if permute is None else value.permute(permute)
        parameter.data.copy_(value.reshape(parameter.shape))

    def layers(self, kind, p):
        make = getattr(self, kind, None)
        if make is None:
            raise ValueError(f"bench/pytorch.py does not know {kind}")
        return make(p)

    def activated(self, module, p):
        name = p["activation"]
        return [module] if name == "linear" else [module, Function(ACTIVATIONS[name])]

    def windowed(self, convolution, p, channels):
        """A convolution with Keras' padding: PyTorch's own where both sides get the same."""
        _, height, width = self.shape
        size, stride = p["kernelSize"], p["strides"]
        before = []
        if p["padding"] == "same":
            (top, bottom), (left, right) = (same_padding(size, stride, n) for n in (height, width))
            if top == bottom == left == right:
                convolution.padding = (top, left)
                convolution._reversed_padding_repeated_twice = [left, left, top, top]
            else:
                before = [nn.ZeroPad2d((left, right, top, bottom))]
            height, width = height + top + bottom, width + left + right
        self.shape = (channels, (height - size) // stride + 1, (width - size) // stride + 1)
        return before + self.activated(convolution, p)

    def conv2d(self, p):
        inputs, outputs, size = self.shape[0], p["filters"], p["kernelSize"]
        if p.get("dilation", 1) != 1 or p.get("groups", 1) != 1:
            raise ValueError("bench/pytorch.py knows no dilation and no groups")
        module = nn.Conv2d(inputs, outputs, size, p["strides"], bias=p["useBias"])
        self.set(module.weight, size, size, inputs, outputs, permute=(3, 2, 0, 1))
        if p["useBias"]:
            self.set(module.bias, outputs)
        return self.windowed(module, p, outputs)

    def depthwiseConv2d(self, p):
        inputs, multiplier, size = self.shape[0], p["depthMultiplier"], p["kernelSize"]
        outputs = inputs * multiplier
        module = nn.Conv2d(inputs, outputs, size, p["strides"], groups=inputs, bias=p["useBias"])
        self.set(module.weight, size, size, inputs, multiplier, permute=(2, 3, 0, 1))
        if p["useBias"]:
            self.set(module.bias, outputs)
        return self.windowed(module, p, outputs)

    def pooled(self, module, p):
        channels, height, width = self.shape
        if p["padding"] != "valid":
            raise ValueError("bench/pytorch.py pools without padding")
        out = [(n - p["poolSize"]) // p["strides"] + 1 for n in (height, width)]
        self.shape = (channels, *out)
        return [module(p["poolSize"], p["strides"])]

    def maxPooling2d(self, p):
        return self.pooled(nn.MaxPool2d, p)

    def averagePooling2d(self, p):
        return self.pooled(nn.AvgPool2d, p)

    def globalAveragePooling2d(self, _):
        self.shape = self.shape[:1]
        return [Function(lambda x: x.mean((2, 3)))]

    def batchNormalization(self, _):
        channels = self.shape[0]
        norm = nn.BatchNorm2d if len(self.shape) == 3 else nn.BatchNorm1d
        module = norm(channels, eps=1e-3, momentum=0.01)
        for tensor in (module.weight, module.bias, module.running_mean, module.running_var):
            self.set(tensor, channels)
        return [module]

    def activation(self, p):
        return [Function(ACTIVATIONS[p["activation"]])]

    def dropout(self, p):
        return [nn.Dropout(p["rate"])]

    def flatten(self, _):
        # Of a channels_last tensor the channels-last order, Keras', needs no copy.
        self.shape = (torch.Size(self.shape).numel(),)
        return [Function(lambda x: x.permute(0, 2, 3, 1).flatten(1))]

    def dense(self, p):
        (inputs,) = self.shape
        module = nn.Linear(inputs, p["units"], bias=p["useBias"])
        self.set(module.weight, inputs, p["units"], permute=(1, 0))
        if p["useBias"]:
            self.set(module.bias, p["units"])
        self.shape = (p["units"],)
        return self.activated(module, p)


class Subject:
    def __init__(self, request):
        values = torch.frombuffer(bytearray(open(request["weights"], "rb").read()), dtype=torch.float32)
        builder = Builder(values)
        modules = [m for layer in request["architecture"] for m in builder.layers(layer["kind"], layer["params"])]
        if builder.values.numel() > 0:
            raise ValueError("weights are left over")
        self.model = nn.Sequential(*modules).to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, eps=1e-7, fused=True)
        self.batch = request["batch"]
        self.position = 0
        start = time.perf_counter()
        losses = [self.step().item()]
        self.first_step_ms = (time.perf_counter() - start) * 1000
        losses.append(self.step().item())
        # Its dropout masks are its own, and so are its losses.
        self.losses = [] if any(isinstance(m, nn.Dropout) for m in modules) else losses

    def rows(self, count):
        rows = torch.arange(self.position, self.position + count) % COUNT
        self.position += count
        return rows

    def read(self, rows):
        return (images[rows].float() / 255).contiguous(memory_format=torch.channels_last)

    def step(self):
        self.model.train()
        rows = self.rows(self.batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.model(self.read(rows)), labels[rows])
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def train(self, seconds):
        start, steps = time.perf_counter(), 0
        while steps == 0 or time.perf_counter() - start < seconds:
            self.step()
            steps += 1
        return steps * self.batch / (time.perf_counter() - start)

    def infer(self, count, seconds):
        self.model.eval()
        rows, call_ms, calls = self.rows(count), [], 1
        end = time.perf_counter() + seconds
        with torch.inference_mode():
            while not call_ms or time.perf_counter() < end:
                start = time.perf_counter()
                for _ in range(calls):
                    self.model(self.read(rows)).numpy()
                call_ms.append((time.perf_counter() - start) * 1000 / calls)
                calls = max(1, round(2 / max(call_ms[-1], 0.002)))
        return call_ms[min(2, len(call_ms) - 1) :]


subject = None


def answer(request):
    global subject
    if request["type"] == "build":
        subject = None
        subject = Subject(request)
        return {
            "threads": threads,
            "memoryBytes": 0,
            "firstStepMs": subject.first_step_ms,
            "losses": subject.losses,
            "trainingProblem": None,
            "note": f"PyTorch {torch.__version__}, eager, channels_last",
        }
    if request["type"] == "train":
        return {"imagesPerSecond": subject.train(request["ms"] / 1000)}
    return {"callMs": subject.infer(request["rows"], request["ms"] / 1000)}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:
        reply = {"problem": str(error)}
    print(json.dumps(reply), flush=True)
