"""Writes src/export/golden-sizes.json: bytes of the files that TensorFlow and Keras themselves write of our networks.

`python interop/golden_sizes.py build/interop reference-cnn …` after `npm run interop -- --judge none`; then `npx biome format
--write src/export/golden-sizes.json`. Nothing else needs it: the judge of .tflite files and the page read the file.
"""

import json
import pathlib
import sys
import tempfile

import keras
import numpy as np
import tensorflow as tf

sys.path.append(str(pathlib.Path(__file__).parent / "judges"))
import common

target = pathlib.Path(__file__).parent.parent / "src/export/golden-sizes.json"
layers = keras.layers


def stored_weights(network):
    """Weights of every layer by its Keras name, in Keras order."""
    content = (network.home / "sizewise.safetensors").read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    found = {}
    for name, tensor in header.items():
        if name != "__metadata__":
            first, last = (8 + length + offset for offset in tensor["data_offsets"])
            values = np.frombuffer(content[first:last], np.float32).reshape(tensor["shape"])
            found.setdefault(name.split("/")[0], []).append(values)
    return found


def sliding(params):
    return {"strides": params.get("strides", 1), "padding": params.get("padding", "valid")}


def kernel(params):
    return {"activation": params.get("activation"), "use_bias": params.get("useBias", True)}


def window(params):
    return {"kernel_size": params["kernelSize"], "dilation_rate": params["dilation"], **sliding(params), **kernel(params)}


plain = {
    "conv2d": lambda p: layers.Conv2D(p["filters"], groups=p["groups"], **window(p)),
    "depthwiseConv2d": lambda p: layers.DepthwiseConv2D(depth_multiplier=p["depthMultiplier"], **window(p)),
    "separableConv2d": lambda p: layers.SeparableConv2D(p["filters"], depth_multiplier=p["depthMultiplier"], **window(p)),
    "maxPooling2d": lambda p: layers.MaxPooling2D(p["poolSize"], **sliding(p)),
    "averagePooling2d": lambda p: layers.AveragePooling2D(p["poolSize"], **sliding(p)),
    "globalAveragePooling2d": lambda p: layers.GlobalAveragePooling2D(),
    "flatten": lambda p: layers.Flatten(),
    "dense": lambda p: layers.Dense(p["units"], **kernel(p)),
    "dropout": lambda p: layers.Dropout(p["rate"]),
    "batchNormalization": lambda p: layers.BatchNormalization(),
    "activation": lambda p: layers.Activation(p["activation"]),
}


def build(network):
    """The same network in Keras, with our weights."""
    stored = stored_weights(network)
    x = source = keras.Input((28, 28, 1))
    inputs = []

    def apply(layer, x, weights):
        y = layer(x)
        layer.set_weights(weights)
        return y

    for layer, name in zip(network.manifest["recipe"]["architecture"], network.manifest["layers"]):
        kind, params, weights = layer["kind"], layer["params"], stored.get(name, [])
        inputs.append(x)
        if kind == "add":
            skip = inputs[len(inputs) - 1 - params["span"]]
            if params["shortcut"] == "projection":
                strides = -(-skip.shape[1] // x.shape[1])
                skip = apply(layers.Conv2D(x.shape[-1], 1, strides=strides), skip, weights)
            x = layers.Add()([x, skip])
        elif kind == "fire":
            sizes = [(params["squeezeFilters"], 1), (params["expandFilters"], 1), (params["expandFilters"], 3)]
            convs = [layers.Conv2D(filters, size, padding="same", **kernel(params)) for filters, size in sizes]
            each = len(weights) // 3
            x = apply(convs[0], x, weights[:each])
            x = layers.Concatenate()([apply(conv, x, weights[n * each : (n + 1) * each]) for n, conv in enumerate(convs) if n > 0])
        else:
            x = apply(plain[kind](params), x, weights)
    return keras.Model(source, x)


def converted(model, network, format):
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    if format != "tflite-float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if format == "tflite-float16":
        converter.target_spec.supported_types = [tf.float16]
    if format == "tflite-int8":
        converter.representative_dataset = lambda: ([pixels[None]] for pixels in network.pixels(100))
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
    return len(converter.convert())


def saved(model, extension):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f"model{extension}"
        model.save(path)
        return path.stat().st_size


def sizes(network):
    model = build(network)
    logits = model.predict(network.pixels(100), verbose=0)
    assert np.abs(logits - network.logits[:100]).max() < 1e-3, f"{network.name} is another network in Keras"
    written = {format: converted(model, network, format) for format in ("tflite-float32", "tflite-float16", "tflite-dynamic", "tflite-int8")}
    return {**written, "keras": saved(model, ".keras"), "keras-h5": saved(model, ".h5")}


found = {network.name: sizes(network) for network in common.networks}
target.write_text(json.dumps({"tensorflow": tf.__version__, "keras": keras.__version__, "bytes": found}, indent=2) + "\n")
