import { type Recipe, stepsOf } from '../../core/recipe.ts';
import { indented } from './python.ts';

/** Converts `model` to TFLite in the recipe's numbers. */
export function convertCode(recipe: Recipe): string {
  const step = stepsOf(recipe).findLast(({ kind }) => kind === 'quantize');
  const format = step?.kind === 'quantize' ? step.params.format : 'float';
  const images = step?.kind === 'quantize' ? step.params.calibrationImages : 0;
  const numbers = {
    float: [],
    weights: [],
    float16: [
      'converter.optimizations = [tf.lite.Optimize.DEFAULT]',
      'converter.target_spec.supported_types = [tf.float16]',
    ],
    dynamic: ['converter.optimizations = [tf.lite.Optimize.DEFAULT]  # int8 weights'],
    int8: [
      'converter.optimizations = [tf.lite.Optimize.DEFAULT]',
      'converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]',
      'converter.inference_input_type = converter.inference_output_type = tf.int8',
      `calibration = pixels(train_images[:${images}])`,
      'converter.representative_dataset = lambda: ([image[None]] for image in calibration)',
    ],
  }[format];
  return [
    '# One image at a time: without a fixed batch, TFLite cannot run layers that loop.',
    'image = keras.Input((28, 28, 1), batch_size=1)',
    'converter = tf.lite.TFLiteConverter.from_keras_model(keras.Model(image, model(image)))',
    ...numbers,
    'with open("network.tflite", "wb") as file:',
    indented('file.write(converter.convert())'),
  ].join('\n');
}

/** Accuracy, size and latency of what was saved. */
export const measureCode = `model.save("network.keras")
for name in ("network.keras", "network.tflite"):
    data = open(name, "rb").read()
    print(f"{name}: {len(data):,} bytes, gzipped {len(gzip.compress(data)):,}")

# TensorFlow says that ai_edge_litert will replace this interpreter; both give the same answers.
interpreter = tf.lite.Interpreter("network.tflite", num_threads=1)
interpreter.allocate_tensors()
source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]


def logits(image):
    if source["dtype"] == np.int8:
        scale, zero = source["quantization"]
        image = np.clip(np.round(image / scale) + zero, -128, 127)
    interpreter.set_tensor(source["index"], image[None].astype(source["dtype"]))
    interpreter.invoke()
    return interpreter.get_tensor(target["index"])[0]


images, labels = pixels(test_images), test_labels
if QUICK:
    images, labels = images[:500], labels[:500]
right = np.array([logits(image).argmax() == label for image, label in zip(images, labels)])
of_keras = model.predict(images, verbose=0).argmax(axis=1) == labels
print(f"test accuracy: Keras {of_keras.mean():.2%}, TFLite {right.mean():.2%} of {len(labels):,} images")

times = []
for place in range(220):
    started = time.perf_counter()
    logits(images[place])
    times.append(1000 * (time.perf_counter() - started))
p50, p95 = np.percentile(times[20:], [50, 95])  # the first 20 warm it up
print(f"latency of one image: p50 {p50:.3f} ms, p95 {p95:.3f} ms, one thread")`;
