"""Writes models as real Keras 3 and tf-keras save them, and what they answer: `manifest.json` names each file.

Arguments: a folder with `train-images.u8`, `train-labels.u8` and `images.u8` (28 × 28 grey levels each). Of every model there are
`.keras` and `.h5` by both, and `<name>.f32`: its ten logits for each image of `images.u8`. A model to be refused has none.
"""

import json
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tf_keras

folder = pathlib.Path(sys.argv[1])


def read(name, *shape):
    return np.fromfile(folder / name, np.uint8).reshape(-1, *shape)


images = read("images.u8", 28, 28, 1)
training_images = read("train-images.u8", 28, 28, 1)
training_labels = read("train-labels.u8")


def mlp(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.InputLayer((28, 28)),
            layers.Flatten(),
            layers.Dense(16, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10),
        ]
    )


def cnn(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.InputLayer((28, 28, 1)),
            layers.Conv2D(4, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Conv2D(4, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def lenet(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.InputLayer((28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, 5, activation="tanh", kernel_regularizer=k.regularizers.L2(1e-4)),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(120, activation="tanh"),
            layers.Dense(84, activation="tanh"),
            layers.Dense(10),
        ]
    )


def separable(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.InputLayer((784,)),
            layers.Reshape((28, 28, 1)),
            layers.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=4, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.SeparableConv2D(12, 3, depth_multiplier=2, use_bias=False),
            layers.BatchNormalization(),
            layers.LeakyReLU(0.2),
            layers.SpatialDropout2D(0.1),
            layers.GaussianNoise(0.1),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10),
        ]
    )


def residual(k):
    layers = k.layers
    inputs = layers.Input((28, 28, 1))
    x = layers.Conv2D(4, 3, padding="same", use_bias=False)(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(x)
    for filters, strides in ((4, 1), (6, 2)):
        skip = x
        x = layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x)
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
        if strides > 1:
            skip = layers.Conv2D(filters, 1, strides=strides)(skip)
        x = layers.Add()([skip, x])
        x = layers.Activation("relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    return k.Model(inputs, layers.Dense(10)(x))


def fire(k):
    layers = k.layers
    inputs = layers.Input((28, 28, 1))
    x = layers.Conv2D(4, 3, strides=2, activation="elu")(inputs)
    x = layers.Conv2D(3, 1, activation="relu")(x)
    left = layers.Conv2D(6, 1, activation="relu")(x)
    right = layers.Conv2D(6, 3, padding="same", activation="relu")(x)
    x = layers.Concatenate()([left, right])
    x = layers.Conv2D(10, 1)(x)
    return k.Model(inputs, layers.GlobalAveragePooling2D()(x))


def recurrent(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.InputLayer((28, 28)),
            layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
            layers.GRU(6, return_sequences=True),
            layers.LayerNormalization(),
            layers.SimpleRNN(8),
            layers.Dense(10),
            layers.Softmax(),
        ]
    )


def attention(k):
    layers = k.layers
    inputs = layers.Input((28, 28, 1))
    x = layers.Conv2D(8, 7, strides=7)(inputs)
    x = layers.Reshape((16, 8))(x)
    y = layers.LayerNormalization()(x)
    y = layers.MultiHeadAttention(num_heads=2, key_dim=4)(y, y)
    x = layers.Add()([x, y])
    y = layers.LayerNormalization()(x)
    y = layers.Dense(16, activation="gelu")(y)
    y = layers.Dense(8)(y)
    x = layers.Add()([x, y])
    x = layers.GlobalAveragePooling1D()(x)
    return k.Model(inputs, layers.Dense(10)(x))


def rescaling(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.InputLayer((28, 28)),
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.Reshape((28, 28, 1)),
            layers.Conv2D(4, 3, strides=2, activation="sigmoid", dilation_rate=1, groups=1),
            layers.Conv2D(4, 3, dilation_rate=2, groups=2),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )


def channels_first(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.InputLayer((28, 28, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(data_format="channels_first"),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )


def unsupported(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.InputLayer((28, 28, 1)),
            layers.Conv2DTranspose(4, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )


refused = {"channels_first": "channels_first", "unsupported": "Conv2DTranspose"}


def pixels(grey, model, name):
    """Grey levels as a model takes them."""
    values = grey.astype(np.float32) if name == "rescaling" else grey.astype(np.float32) / 255
    return values.reshape(-1, *model.input_shape[1:])


def logits(k, model, x):
    """Without a softmax at the end."""
    last = model.layers[-1]
    if last.__class__.__name__ == "Softmax":
        model = k.Sequential(model.layers[:-1])
    elif last.get_config().get("activation") == "softmax":
        last.activation = k.activations.linear
    return np.asarray(model(x, training=False), np.float32)


def train(k, model, name):
    ends = "softmax" in (model.layers[-1].name, model.layers[-1].get_config().get("activation"))
    loss = k.losses.SparseCategoricalCrossentropy(from_logits=not ends)
    model.compile(k.optimizers.SGD(0.05), loss)
    model.fit(pixels(training_images, model, name), training_labels, batch_size=16, epochs=3, verbose=0)


models = [mlp, cnn, lenet, separable, residual, fire, recurrent, attention, rescaling, channels_first, unsupported]
manifest = []
for library, k in (("keras", keras), ("tf_keras", tf_keras)):
    for make in models:
        name = make.__name__
        k.utils.set_random_seed(1)
        k.backend.clear_session()
        model = make(k)
        answers = None
        if name not in refused:
            train(k, model, name)
        for extension in ("keras", "h5"):
            file = f"{library}-{name}.{extension}"
            model.save(folder / file)
            manifest.append({"file": file, "refused": refused.get(name), "answers": f"{library}-{name}.f32"})
        if name not in refused:
            logits(k, model, pixels(images, model, name)).tofile(folder / f"{library}-{name}.f32")
        print(library, name, flush=True)
(folder / "manifest.json").write_text(json.dumps(manifest, indent=2))
