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


def tried(model, network, format):
    """Bytes of the file; nothing where the converter has no way for a layer without kernels of whole TensorFlow."""
    try:
        return {format: converted(model, network, format)}
    except Exception as error:
        print(f"{network.name}: no {format}: {str(error).splitlines()[0][:200]}", file=sys.stderr)
        return {}


def sizes(network):
    model = keras.models.load_model(network.path("keras"), compile=False)
    logits = model.predict(network.pixels(100), verbose=0)
    assert np.abs(logits - network.logits[:100]).max() < 1e-3, f"{network.name} is another network in Keras"
    written = {"keras": saved(model, ".keras"), "keras-h5": saved(model, ".h5")}
    for format in ("tflite-float32", "tflite-float16", "tflite-dynamic", "tflite-int8"):
        written |= tried(model, network, format)
    return written


found = {network.name: sizes(network) for network in common.networks}
target.write_text(json.dumps({"tensorflow": tf.__version__, "keras": keras.__version__, "bytes": found}, indent=2) + "\n")
