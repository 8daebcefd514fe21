"""TensorFlow Lite opens the .tflite files: float answers within 1e-5, int8 codes bit for bit, sizes as TensorFlow's converter's."""

import json
import pathlib

import common
import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

batch = 250


def interpreter(path, resolver=OpResolverType.AUTO, rows=batch):
    """One that takes `rows` images at a time."""
    found = Interpreter(str(path), experimental_op_resolver_type=resolver)
    found.resize_tensor_input(found.get_input_details()[0]["index"], [rows, 28, 28, 1])
    found.allocate_tensors()
    return found


def answers(found, inputs):
    """Outputs for all inputs, batch by batch."""
    (source,), (target,) = found.get_input_details(), found.get_output_details()
    outputs = []
    for first in range(0, len(inputs), batch):
        found.set_tensor(source["index"], inputs[first : first + batch])
        found.invoke()
        outputs.append(found.get_tensor(target["index"]))
    return np.concatenate(outputs)


def float_files(network):
    inputs = network.pixels(1000)
    for format, tolerance, agreement in (("tflite-float32", 1e-5, 1), ("tflite-float16", 5e-3, 0.99), ("tflite-dynamic", 0.2, 0.97)):
        path = network.path(format)
        if path is None:
            continue
        logits = answers(interpreter(path), inputs)
        alone = answers_alone(path, inputs[:2])
        own = network.logits
        difference = float(np.abs(own - logits).max() / max(1.0, np.abs(own).max()))
        same = float((own.argmax(1) == logits.argmax(1)).mean())
        is_ok = difference <= tolerance and same >= agreement and np.abs(alone - own[:2]).max() <= tolerance * max(1.0, np.abs(own).max())
        common.verdict(network, format, "LiteRT", is_ok, f"{difference:.0e}, {same:.1%} of classes")


def answers_alone(path, inputs):
    """One image after the other, without a new shape: a state must not leak from one to the next."""
    found = Interpreter(str(path))
    found.allocate_tensors()
    (source,), (target,) = found.get_input_details(), found.get_output_details()
    outputs = []
    for row in inputs:
        found.set_tensor(source["index"], row[None])
        found.invoke()
        outputs.append(found.get_tensor(target["index"]))
    return np.concatenate(outputs)


def web_files(network):
    """LiteRT.js' files, which take one image and have floats at both ends, whatever they compute in."""
    path = network.path("tflite-web")
    inputs, own = network.pixels(1000), network.logits
    logits = answers_alone(path, inputs)
    difference = float(np.abs(own - logits).max() / max(1.0, np.abs(own).max()))
    common.verdict(network, "tflite-web", "LiteRT", difference <= 1e-5, f"{difference:.0e}")
    int8 = network.home / "tflite-web-int8.tflite"
    if int8.exists():
        every = network.int8_logits()
        same = float((answers_alone(int8, network.pixels(len(every))).argmax(1) == every.argmax(1)).mean())
        common.verdict(network, "tflite-web of int8", "LiteRT XNNPACK", common.is_same_enough(network, same), f"{same:.2%} of classes")


def int8_reference(path):
    """TensorFlow Lite's reference kernels; None where they lack an operation (ELU)."""
    try:
        return interpreter(path, OpResolverType.BUILTIN_REF)
    except ValueError as error:
        if "Didn't find op" not in str(error):
            raise
        return None


def codes_of(network, scale, zero):
    """All test images as a quantized input has them."""
    real = network.pixels(len(common.images)) / np.float32(scale)
    return np.clip(np.trunc(real + np.copysign(np.float32(0.5), real)) + zero, -128, 127).astype(np.int8)


def int8_file(network):
    path = network.path("tflite-int8")
    if path is None:
        return
    default = interpreter(path)
    codes = codes_of(network, *default.get_input_details()[0]["quantization"])
    scale, zero = default.get_output_details()[0]["quantization"]
    own = np.round(network.int8_logits() / np.float32(scale)).astype(int) + zero
    reference = int8_reference(path)
    if reference is not None:
        equal = int((answers(reference, codes) == own).all(1).sum())
        common.verdict(network, "tflite-int8", "LiteRT reference", equal == len(own), f"{equal} of {len(own)} equal")
    # XNNPACK rounds in its own way.
    same = float((answers(default, codes).argmax(1) == own.argmax(1)).mean())
    common.verdict(network, "tflite-int8", "LiteRT XNNPACK", common.is_same_enough(network, same), f"{same:.2%} of classes")


def sizes(network):
    """Within 5 % of what TensorFlow's converter writes, or smaller."""
    golden = json.loads(pathlib.Path("src/export/golden-sizes.json").read_text())["bytes"].get(network.name, {})
    for file in network.manifest["files"]:
        if file["tool"] == "TensorFlow Lite" and file["format"] in golden:
            ratio = file["bytes"] / golden[file["format"]]
            common.verdict(network, file["format"], "size", ratio <= 1.05, f"{ratio - 1:+.1%}")


for network in common.networks:
    float_files(network)
    web_files(network)
    int8_file(network)
    sizes(network)
