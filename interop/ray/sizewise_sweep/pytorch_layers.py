"""Keras' layers in PyTorch: weights in Keras' layout, images n × channels × rows × columns, sequences n × steps × features."""

import math

import torch
from torch import nn
from torch.nn import functional as F

activations = {
    **{"linear": lambda x: x, "relu": F.relu, "elu": F.elu, "gelu": F.gelu},
    **{"leaky_relu": lambda x: F.leaky_relu(x, 0.2), "sigmoid": torch.sigmoid, "tanh": torch.tanh},
}


def drawn(shape, initializer):
    """A fresh weight as Keras draws it."""
    weight = torch.empty(shape)
    if initializer == "orthogonal":
        return nn.init.orthogonal_(weight)
    window = math.prod(shape[:-2])
    fan_in, fan_out = window * shape[-2], window * shape[-1]
    variance = {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[initializer.split("_")[0]]
    if initializer.endswith("uniform"):
        limit = math.sqrt(3 * variance)
        return nn.init.uniform_(weight, -limit, limit)
    std = math.sqrt(variance) / 0.87962566103423978
    return nn.init.trunc_normal_(weight, 0, std, -2 * std, 2 * std)


def pad_same(x, length, stride, value=0.0):
    """TensorFlow's padding: the odd pixel after the last."""
    pads = []
    for side in (x.shape[3], x.shape[2]):
        pad = max((-(-side // stride) - 1) * stride + length - side, 0)
        pads += [pad // 2, pad - pad // 2]
    return F.pad(x, pads, value=value)


def convolve(x, kernel, bias, groups=1, strides=1, dilation_rate=1, padding="valid", **_):
    """`kernel`: height × width × channels of a group × filters."""
    if padding == "same":
        x = pad_same(x, (kernel.shape[0] - 1) * dilation_rate + 1, strides)
    return F.conv2d(x, kernel.permute(3, 2, 0, 1), bias, strides, 0, dilation_rate, groups)


def convolve_depthwise(x, kernel, bias, spec):
    side, _, channels, multiplier = kernel.shape
    flat = kernel.reshape(side, side, 1, channels * multiplier)
    return convolve(x, flat, bias, **{**spec, "groups": channels})


class Layer(nn.Module):
    """Draws its weights for an input like `x`, and counts what they cost there."""

    def __init__(self, spec, x, skip):
        super().__init__()
        self.spec, self.frozen = spec, spec.get("frozen", False)
        self.channels = channels_of(x)
        self.build(spec, x, skip)

    def build(self, s, x, skip):
        pass

    def add(self, name, values, l2=0.0):
        self.register_parameter(name, nn.Parameter(values, not self.frozen))
        getattr(self, name).l2 = l2

    def add_kernel(self, name, *shape, initializer=None, l2=None):
        values = drawn(shape, initializer or self.spec["kernel_initializer"])
        self.add(name, values, self.spec.get("l2", 0) if l2 is None else l2)

    def add_bias(self, name, *shape):
        if self.spec.get("use_bias", True):
            self.add(name, torch.zeros(shape))
        else:
            self.register_parameter(name, None)

    def kernel_weights(self):
        return sum(weight.numel() for name, weight in self.named_parameters() if name.endswith("kernel"))

    def macs(self, x, y):
        """Every weight of a kernel is used once at every position of the output."""
        return self.kernel_weights() * math.prod(y.shape[2:] if y.ndim == 4 else y.shape[1:-1])

    def forward(self, x, skip):
        return activations[self.spec.get("activation", "linear")](self.call(x))


def channels_of(x):
    return x.shape[1] if x.ndim == 4 else x.shape[-1]


class Conv2D(Layer):
    def build(self, s, x, skip):
        side = s["kernel_size"]
        self.add_kernel("kernel", side, side, self.channels // s["groups"], s["filters"])
        self.add_bias("bias", s["filters"])

    def call(self, x):
        return convolve(x, self.kernel, self.bias, **self.spec)


class DepthwiseConv2D(Layer):
    def build(self, s, x, skip):
        side, multiplier = s["kernel_size"], s["depth_multiplier"]
        self.add_kernel("kernel", side, side, self.channels, multiplier)
        self.add_bias("bias", self.channels * multiplier)

    def call(self, x):
        return convolve_depthwise(x, self.kernel, self.bias, self.spec)


class SeparableConv2D(Layer):
    def build(self, s, x, skip):
        side, multiplier = s["kernel_size"], s["depth_multiplier"]
        self.add_kernel("depthwise_kernel", side, side, self.channels, multiplier, l2=0)
        self.add_kernel("pointwise_kernel", 1, 1, self.channels * multiplier, s["filters"])
        self.add_bias("bias", s["filters"])

    def call(self, x):
        return convolve(convolve_depthwise(x, self.depthwise_kernel, None, self.spec), self.pointwise_kernel, self.bias)


class Fire(Layer):
    def build(self, s, x, skip):
        narrow, wide = s["squeeze_filters"], s["expand_filters"]
        parts = (("squeeze", 1, self.channels, narrow), ("one", 1, narrow, wide), ("three", 3, narrow, wide))
        for name, side, start, end in parts:
            self.add_kernel(f"{name}_kernel", side, side, start, end)
            self.add_bias(f"{name}_bias", end)

    def forward(self, x, skip):
        act = activations[self.spec["activation"]]
        x = act(convolve(x, self.squeeze_kernel, self.squeeze_bias))
        one = convolve(x, self.one_kernel, self.one_bias)
        return act(torch.cat([one, convolve(x, self.three_kernel, self.three_bias, padding="same")], 1))


class PatchEmbedding(Layer):
    def build(self, s, x, skip):
        self.add_kernel("kernel", s["patch_size"], s["patch_size"], self.channels, s["units"])
        self.add_bias("bias", s["units"])

    def call(self, x):
        return convolve(x, self.kernel, self.bias, strides=self.spec["patch_size"]).flatten(2).transpose(1, 2)


class PositionEmbedding(Layer):
    def build(self, s, x, skip):
        self.add("embeddings", drawn(x.shape[1:], s["kernel_initializer"]))

    def call(self, x):
        return x + self.embeddings


class Dense(Layer):
    def build(self, s, x, skip):
        self.add_kernel("kernel", self.channels, s["units"])
        self.add_bias("bias", s["units"])

    def call(self, x):
        y = x @ self.kernel
        return y if self.bias is None else y + self.bias


class Recurrent(Layer):
    """A cell's `gates` are so many sums a unit; `step` gives its next memory from what it reads and what it was."""

    ways = ("forward", "backward")

    def build(self, s, x, skip):
        columns = self.gates * s["units"]
        self.own_ways = self.ways[: 1 + s["bidirectional"]]
        for way in self.own_ways:
            self.add_kernel(f"{way}_kernel", self.channels, columns)
            self.add_kernel(f"{way}_recurrent_kernel", s["units"], columns, initializer="orthogonal", l2=0)
            self.add_bias(f"{way}_bias", *self.bias_shape(columns))

    def bias_shape(self, columns):
        return (columns,)

    def macs(self, x, y):
        return self.kernel_weights() * x.shape[1]

    def forward(self, x, skip):
        reads = [self.read(x if way == "forward" else x.flip(1), way) for way in self.own_ways]
        if self.spec["return_sequences"]:
            return torch.cat([reads[0], *(read.flip(1) for read in reads[1:])], -1)
        return torch.cat([read[:, -1] for read in reads], -1)

    def read(self, x, way):
        kernel, recurrent, bias = (getattr(self, f"{way}_{name}") for name in ("kernel", "recurrent_kernel", "bias"))
        before, after = (0, 0) if bias is None else bias if bias.ndim == 2 else (bias, 0)
        state = tuple(x.new_zeros(len(x), self.spec["units"]) for _ in range(self.states))
        outputs = []
        for now in (x @ kernel + before).unbind(1):
            state = self.step(now, state[0] @ recurrent + after, state)
            outputs.append(state[0])
        return torch.stack(outputs, 1)


class SimpleRNN(Recurrent):
    gates, states = 1, 1

    def step(self, now, remembered, state):
        return (torch.tanh(now + remembered),)


class LSTM(Recurrent):
    gates, states = 4, 2

    def build(self, s, x, skip):
        super().build(s, x, skip)
        for way in self.own_ways if s["use_bias"] else ():
            getattr(self, f"{way}_bias").data[s["units"] : 2 * s["units"]] = 1

    def step(self, now, remembered, state):
        take, forget, cell, give = (now + remembered).chunk(4, -1)
        memory = torch.sigmoid(forget) * state[1] + torch.sigmoid(take) * torch.tanh(cell)
        return torch.sigmoid(give) * torch.tanh(memory), memory


class GRU(Recurrent):
    """With `reset_after`: a bias each for what is read and what is remembered."""

    gates, states = 3, 1

    def bias_shape(self, columns):
        return (2, columns)

    def step(self, now, remembered, state):
        (update, reset, new), (update2, reset2, new2) = now.chunk(3, -1), remembered.chunk(3, -1)
        keep = torch.sigmoid(update + update2)
        return (keep * state[0] + (1 - keep) * torch.tanh(new + torch.sigmoid(reset + reset2) * new2),)


class MultiHeadAttention(Layer):
    def build(self, s, x, skip):
        heads = (s["num_heads"], s["key_dim"])
        for name in ("query", "key", "value"):
            self.add_kernel(f"{name}_kernel", self.channels, *heads)
            self.add_bias(f"{name}_bias", *heads)
        self.add_kernel("output_kernel", *heads, self.channels)
        self.add_bias("output_bias", self.channels)

    def macs(self, x, y):
        steps = x.shape[1]
        return self.kernel_weights() * steps + 2 * steps**2 * self.spec["num_heads"] * self.spec["key_dim"]

    def project(self, equation, x, name):
        y, bias = torch.einsum(equation, x, getattr(self, f"{name}_kernel")), getattr(self, f"{name}_bias")
        return y if bias is None else y + bias

    def call(self, x):
        query, key, value = (self.project("nsf,fhd->nshd", x, name) for name in ("query", "key", "value"))
        scores = torch.einsum("nshd,nthd->nhst", query, key) / math.sqrt(self.spec["key_dim"])
        mixed = torch.einsum("nhst,nthd->nshd", scores.softmax(-1), value)
        return self.project("nshd,hdf->nsf", mixed, "output")


class Add(Layer):
    def build(self, s, x, skip):
        if s["shortcut"] == "projection":
            self.stride = -(-skip.shape[2] // x.shape[2]) if x.ndim == 4 else 1
            self.add_kernel("kernel", *((1, 1) if x.ndim == 4 else ()), channels_of(skip), self.channels)
            self.add_bias("bias", self.channels)

    def forward(self, x, skip):
        if self.spec["shortcut"] == "identity":
            return x + skip
        if x.ndim == 4:
            return x + convolve(skip, self.kernel, self.bias, strides=self.stride)
        return x + skip @ self.kernel + self.bias


class BatchNormalization(Layer):
    """Keras' moving variance is that of the batch itself, PyTorch's is corrected for its size."""

    def build(self, s, x, skip):
        self.add("gamma", torch.ones(self.channels))
        self.add("beta", torch.zeros(self.channels))
        self.register_buffer("mean", torch.zeros(self.channels))
        self.register_buffer("variance", torch.ones(self.channels))

    def forward(self, x, skip):
        shape = (-1, 1, 1) if x.ndim == 4 else (-1,)
        mean, variance = self.mean, self.variance
        if self.training and not self.frozen:
            axes = (0, 2, 3) if x.ndim == 4 else tuple(range(x.ndim - 1))
            mean, variance = x.mean(axes), x.var(axes, unbiased=False)
            with torch.no_grad():
                self.mean.lerp_(mean, 0.01)
                self.variance.lerp_(variance, 0.01)
        scale = self.gamma * torch.rsqrt(variance + 1e-3)
        return x * scale.view(shape) + (self.beta - mean * scale).view(shape)


class LayerNormalization(Layer):
    """Over the channels of each place."""

    def build(self, s, x, skip):
        self.add("gamma", torch.ones(self.channels))
        self.add("beta", torch.zeros(self.channels))

    def forward(self, x, skip):
        last = x.movedim(1, -1) if x.ndim == 4 else x
        y = F.layer_norm(last, (self.channels,), self.gamma, self.beta, 1e-3)
        return y.movedim(-1, 1) if x.ndim == 4 else y


class Pooling(Layer):
    def call(self, x):
        s = self.spec
        is_max = s["type"] == "MaxPooling2D"
        border = -math.inf if is_max else 0.0

        def pool(values):
            padded = pad_same(values, s["pool_size"], s["strides"], border) if s["padding"] == "same" else values
            return (F.max_pool2d if is_max else F.avg_pool2d)(padded, s["pool_size"], s["strides"])

        # Of an average, the border does not count.
        return pool(x) if is_max else pool(x) / pool(torch.ones_like(x[:1, :1]))


class Simple(Layer):
    """Layers without weights."""

    def call(self, x):
        s, training = self.spec, self.training
        match s["type"]:
            case "Flatten":
                return (x.permute(0, 2, 3, 1) if x.ndim == 4 else x).flatten(1)
            case "Reshape":
                return x.permute(0, 2, 3, 1).flatten(2)
            case "GlobalAveragePooling2D":
                return x.mean((2, 3))
            case "GlobalAveragePooling1D":
                return x.mean(1)
            case "Dropout":
                return F.dropout(x, s["rate"], training)
            case "SpatialDropout2D":
                return F.dropout2d(x, s["rate"], training)
            case "GaussianNoise":
                return x + s["stddev"] * torch.randn_like(x) if training else x
            case "Activation":
                return x


special = {"MaxPooling2D": Pooling, "AveragePooling2D": Pooling}


def layer_of(spec, x, skip):
    found = special.get(spec["type"]) or globals().get(spec["type"], Simple)
    return found(spec, x, skip)
