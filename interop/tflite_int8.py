"""Writes what TFLite's reference kernels make of single int8 operations: cases for src/compression/quantize/tflite.test.ts.

Needs Python 3.11 and TensorFlow 2.21 (`pip install tensorflow-cpu`); `npm run format` afterwards. Nothing else needs it: the
cases are kept. ELU is missing, since TensorFlow's converter leaves it in floats.
"""

import base64
import json
import pathlib

import numpy as np
import tensorflow as tf

random = np.random.default_rng(1)
target = pathlib.Path(__file__).parent.parent / "src/compression/quantize/tflite-cases.json"


def weights(*shape):
    return random.normal(size=shape).astype(np.float32) * 0.4


def conv(size, filters, channels, strides=1, padding="SAME", dilations=1, groups=1, relu=False):
    kernel, bias = weights(size, size, channels // groups, filters), weights(filters)

    def call(x):
        y = tf.nn.conv2d(x, kernel, strides, padding, dilations=dilations) + bias
        return tf.nn.relu(y) if relu else y

    params = {"kernelSize": size, "filters": filters, "strides": strides, "padding": padding.lower()}
    params = {**params, "dilation": dilations, "groups": groups, "activation": activation(relu)}
    return "conv2d", params, call, (kernel, bias)


def depthwise(size, channels, multiplier=1, strides=1, padding="SAME", relu=False):
    kernel, bias = weights(size, size, channels, multiplier), weights(channels * multiplier)

    def call(x):
        y = tf.nn.depthwise_conv2d(x, kernel, [1, strides, strides, 1], padding) + bias
        return tf.nn.relu(y) if relu else y

    params = {"kernelSize": size, "depthMultiplier": multiplier, "strides": strides, "padding": padding.lower()}
    return "depthwiseConv2d", {**params, "activation": activation(relu)}, call, (kernel, bias)


def dense(inputs, units, relu=False):
    kernel, bias = weights(inputs, units), weights(units)
    after = tf.nn.relu if relu else tf.identity
    params = {"units": units, "activation": activation(relu)}
    return "dense", params, lambda x: after(tf.matmul(x, kernel) + bias), (kernel, bias)


def pool(kind, size, strides, padding):
    function = tf.nn.max_pool2d if kind == "maxPooling2d" else tf.nn.avg_pool2d
    params = {"poolSize": size, "strides": strides, "padding": padding.lower()}
    return kind, params, lambda x: function(x, size, strides, padding), ()


def activate(name):
    function = {"leaky_relu": lambda x: tf.nn.leaky_relu(x, 0.2)}.get(name) or getattr(tf.nn, name)
    return "activation", {"activation": name}, function, ()


def activation(relu):
    return "relu" if relu else "linear"


image, vector = (9, 9, 6), (24,)
cases = [
    (conv(3, 8, 6), [image]),
    (conv(4, 5, 6, strides=3, relu=True), [image]),
    (conv(3, 5, 6, padding="VALID", dilations=2), [image]),
    (conv(1, 7, 6, strides=2, padding="VALID"), [image]),
    (conv(3, 6, 6, groups=3), [image]),
    (depthwise(3, 6, relu=True), [image]),
    (depthwise(3, 6, multiplier=2, strides=2), [image]),
    (depthwise(1, 6), [image]),
    (dense(24, 10), [vector]),
    (dense(24, 16, relu=True), [vector]),
    (pool("maxPooling2d", 3, 2, "SAME"), [image]),
    (pool("averagePooling2d", 2, 2, "VALID"), [image]),
    (pool("averagePooling2d", 3, 1, "SAME"), [image]),
    (("globalAveragePooling2d", {}, lambda x: tf.reduce_mean(x, [1, 2]), ()), [(7, 7, 256)]),
    (("add", {}, lambda x, y: x + y, ()), [image, image]),
    (("add", {}, lambda x, y: tf.nn.relu(x + y), ()), [image, image]),
    *[(activate(name), [image]) for name in ("relu", "leaky_relu", "gelu", "sigmoid", "tanh")],
]


def samples(shapes):
    """Inputs of unlike sizes, so that two ranges differ."""
    for _ in range(50):
        yield [random.normal(0.3, 1 + place, size=(1, *shape)).astype(np.float32) for place, shape in enumerate(shapes)]


def convert(function, shapes):
    signature = [tf.TensorSpec((1, *shape), tf.float32) for shape in shapes]
    concrete = tf.function(function, input_signature=signature).get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete], function)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: samples(shapes)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def in_base64(values):
    return base64.b64encode(values.tobytes()).decode()


def tensor(interpreter, detail):
    """Codes in base64, little-endian, and the range or scales that they are read by."""
    parameters = detail["quantization_parameters"]
    return {
        "codes": in_base64(interpreter.get_tensor(detail["index"])),
        "shape": [int(side) for side in detail["shape"]],
        "scales": [float(scale) for scale in parameters["scales"]],
        "zeroPoint": int(parameters["zero_points"][0]),
    }


def case(kind, params, function, floats, shapes):
    interpreter = tf.lite.Interpreter(
        model_content=convert(function, shapes),
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF,
        experimental_preserve_all_tensors=True,
    )
    interpreter.allocate_tensors()
    for detail in interpreter.get_input_details():
        interpreter.set_tensor(detail["index"], random.integers(-128, 128, detail["shape"]).astype(np.int8))
    interpreter.invoke()
    details = {detail["index"]: detail for detail in interpreter.get_tensor_details()}
    (op,) = interpreter._get_ops_details()
    sources = [detail["index"] for detail in interpreter.get_input_details()]
    # A mean's axes are no quantized tensor.
    quantized = [index for index in op["inputs"] if details[index]["quantization_parameters"]["scales"].size]
    return {
        "op": op["op_name"],
        **{"kind": kind, "params": params},
        "inputs": [tensor(interpreter, details[index]) for index in quantized if index in sources],
        "weights": [tensor(interpreter, details[index]) for index in quantized if index not in sources],
        "floats": [in_base64(values) for values in floats],
        "output": tensor(interpreter, details[op["outputs"][0]]),
    }


written = [case(*operation, shapes) for operation, shapes in cases]
target.write_text(json.dumps({"tensorflow": tf.__version__, "cases": written}, indent=1) + "\n")
print(f"{len(written)} cases: {', '.join(sorted({each['op'] for each in written}))}")
