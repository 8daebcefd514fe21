"""Networks of a sweep in Keras 3, on whatever backend it has."""

import math

import keras
import numpy as np
from keras import layers as k


class PositionEmbedding(k.Layer):
    def __init__(self, kernel_initializer, **rest):
        super().__init__(**rest)
        self.kernel_initializer = kernel_initializer

    def build(self, shape):
        self.embeddings = self.add_weight(shape=shape[1:], initializer=self.kernel_initializer, name="embeddings")

    def call(self, x):
        return x + self.embeddings


class Rates(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate of every step, from a list."""

    def __init__(self, rates):
        self.rates = np.array(rates, np.float32)

    def __call__(self, step):
        last = len(self.rates) - 1
        return keras.ops.take(self.rates, keras.ops.minimum(keras.ops.cast(step, "int32"), last))


# What of a layer's words is no argument of its Keras class.
ours = {"type", "l2", "kernel_initializer", "frozen", "bidirectional"}


class Builder:
    """Puts layers on each other and counts their multiply–accumulates."""

    def __init__(self, specs, pixel_range):
        scale = {"scale": 1 / 255} if pixel_range == "0..1" else {"scale": 1 / 127.5, "offset": -1}
        self.input = keras.Input((28, 28, 1), dtype="uint8")
        self.macs, inputs, x = 0, [], k.Rescaling(**scale)(self.input)
        for index, spec in enumerate(specs):
            inputs.append(x)
            skip = inputs[index - spec["span"]] if spec["type"] == "Add" else None
            x = self.apply(spec, x, skip)
        self.output = x

    def put(self, layer, x, spec, positions=None):
        """A layer with kernels, applied; each weight of a kernel is used once at every position of its output."""
        layer.trainable = not spec["frozen"]
        y = layer(x, x) if isinstance(layer, k.MultiHeadAttention) else layer(x)
        kernels = sum(math.prod(w.shape) for w in layer.weights if "kernel" in w.name)
        self.macs += kernels * (positions or math.prod(y.shape[1:-1]))
        return y

    def apply(self, spec, x, skip):
        kind = spec["type"]
        l2 = keras.regularizers.L2(spec["l2"]) if spec.get("l2") else None
        init = spec.get("kernel_initializer")
        own = {name: value for name, value in spec.items() if name not in ours}
        kernel = {"kernel_initializer": init, "kernel_regularizer": l2}
        if kind in ("Conv2D", "Dense"):
            return self.put(getattr(k, kind)(**own, **kernel), x, spec)
        if kind == "DepthwiseConv2D":
            return self.put(k.DepthwiseConv2D(**own, depthwise_initializer=init, depthwise_regularizer=l2), x, spec)
        if kind == "SeparableConv2D":
            both = {"depthwise_initializer": init, "pointwise_initializer": init, "pointwise_regularizer": l2}
            return self.put(k.SeparableConv2D(**own, **both), x, spec)
        if kind in ("SimpleRNN", "LSTM", "GRU"):
            layer = getattr(k, kind)(**own, **kernel)
            return self.put(k.Bidirectional(layer) if spec["bidirectional"] else layer, x, spec, x.shape[1])
        if kind == "MultiHeadAttention":
            self.macs += 2 * x.shape[1] ** 2 * spec["num_heads"] * spec["key_dim"]
            return self.put(k.MultiHeadAttention(**own, **kernel), x, spec, x.shape[1])
        if kind == "PositionEmbedding":
            return self.put(PositionEmbedding(init), x, spec)
        if kind == "PatchEmbedding":
            size, common = spec["patch_size"], {"activation": spec["activation"], "use_bias": spec["use_bias"]}
            patches = self.put(k.Conv2D(spec["units"], size, size, **common, **kernel), x, spec)
            return k.Reshape((-1, spec["units"]))(patches)
        if kind == "Fire":
            common = {"padding": "same", "activation": spec["activation"], "use_bias": spec["use_bias"], **kernel}
            squeezed = self.put(k.Conv2D(spec["squeeze_filters"], 1, **common), x, spec)
            wide = [self.put(k.Conv2D(spec["expand_filters"], size, **common), squeezed, spec) for size in (1, 3)]
            return k.Concatenate()(wide)
        if kind == "Add":
            if spec["shortcut"] == "projection":
                width = x.shape[-1]
                conv = len(x.shape) == 4
                stride = -(-skip.shape[1] // x.shape[1])
                layer = k.Conv2D(width, 1, stride, **kernel) if conv else k.Dense(width, **kernel)
                skip = self.put(layer, skip, spec)
            return k.Add()([x, skip])
        if kind == "Reshape":
            return k.Reshape((x.shape[1], x.shape[2] * x.shape[3]))(x)
        layer = getattr(k, kind)(**own)
        layer.trainable = not spec.get("frozen", False)
        return layer(x)


def optimizer_of(setup, constants, model, rates):
    name, c, o = setup["optimizer"], constants, keras.optimizers
    beta = {"beta_1": c["beta_1"], "beta_2": c["beta_2"], "epsilon": c["epsilon"]}
    if name == "adam":
        return o.Adam(rates, **beta)
    if name == "adamw":
        adamw = o.AdamW(rates, weight_decay=setup["weight_decay"], **beta)
        adamw.exclude_from_weight_decay(var_list=[w for w in model.trainable_variables if "kernel" not in w.name])
        return adamw
    if name == "rmsprop":
        return o.RMSprop(rates, rho=c["rho"], epsilon=c["epsilon"])
    return o.SGD(rates, momentum=c["momentum"] if name == "momentum" else 0)


class Network:
    def __init__(self, trial, constants, rates, gpus):
        setup = trial["train"]
        keras.utils.clear_session()
        keras.utils.set_random_seed(setup["seed"])
        built = Builder(trial["layers"], setup["pixel_range"])
        self.model = keras.Model(built.input, built.output)
        self.parameters, self.macs = self.model.count_params(), built.macs
        self.batch_size = setup["batch_size"]
        # TensorFlow has the gradient of a grouped convolution on a CPU through XLA alone.
        grouped = any(spec.get("groups", 1) > 1 for spec in trial["layers"])
        self.model.compile(
            optimizer_of(setup, constants, self.model, Rates(rates)),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            jit_compile=grouped,
        )
        self.device = f"{keras.backend.backend()} {'gpu' if gpus else 'cpu'}"
        self.versions = {"keras": keras.__version__, **backend_version()}

    def train_epoch(self, images, labels):
        """One epoch in the order given; its mean loss."""
        done = self.model.fit(images, labels, batch_size=self.batch_size, shuffle=False, verbose=0)
        return done.history["loss"][0]

    def logits(self, images):
        return self.model.predict(images, batch_size=500, verbose=0)

    def weights(self):
        return self.model.get_weights()

    def restore(self, weights):
        self.model.set_weights(weights)


def backend_version():
    import importlib

    module = importlib.import_module(keras.backend.backend())
    return {module.__name__: module.__version__}
