import type { WriteNetwork } from './format.ts';
import type { NetworkFormatId } from './formats.ts';
import { writeModelFile } from './model-file.ts';

/** Loads what writes a format: a format that nobody asked for costs nothing. */
const writers: Readonly<Record<NetworkFormatId, () => Promise<WriteNetwork>>> = {
  sizewise: async () => async (network) => writeModelFile(network.recipe, network.model),
  keras: async () => (await import('./keras/write-keras.ts')).writeKeras,
  'keras-h5': async () => (await import('./keras/write-h5.ts')).writeH5,
  tfjs: async () => (await import('./tfjs/write.ts')).writeTfjs('float32'),
  'tfjs-float16': async () => (await import('./tfjs/write.ts')).writeTfjs('float16'),
  'tfjs-uint8': async () => (await import('./tfjs/write.ts')).writeTfjs('uint8'),
  pytorch: async () => (await import('./pytorch/write.ts')).writePytorch,
  'onnx-float32': async () => (await import('./onnx/write.ts')).writeOnnxFloat32,
  'onnx-float16': async () => (await import('./onnx/write.ts')).writeOnnxFloat16,
  'onnx-int8': async () => (await import('./onnx/write.ts')).writeOnnxInt8,
  'tflite-float32': async () => (await import('./tflite/write.ts')).writeFloatTflite('float32'),
  'tflite-float16': async () => (await import('./tflite/write.ts')).writeFloatTflite('float16'),
  'tflite-dynamic': async () => (await import('./tflite/write.ts')).writeFloatTflite('dynamic'),
  'tflite-int8': async () => (await import('./tflite/write.ts')).writeInt8Tflite,
  'tflite-web': async () => (await import('./tflite/write.ts')).writeTfliteForBrowser,
  'c-header': async () => (await import('./c-header/write.ts')).writeCHeader,
};

/** The writer of a format. */
export const writerOf = (format: NetworkFormatId): Promise<WriteNetwork> => writers[format]();
