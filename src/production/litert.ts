import { type LiteRt, loadLiteRt, supportsFeature } from '@litertjs/core';
import compatUrl from '@litertjs/core/wasm/litert_wasm_compat_internal.wasm?url';
import wasmUrl from '@litertjs/core/wasm/litert_wasm_internal.wasm?url';
import { realOf } from '../compression/quantize/int8.ts';
import { codeOf } from '../compression/quantize/ranges.ts';
import { mnistClasses, mnistShape } from '../core/shape.ts';
import type { ProductionInput } from '../protocol/production.ts';
import type { ProductionNetwork } from './network.ts';
import { gathered } from './pixels.ts';

type Wasm = LiteRt['liteRtWasm'];

/**
 * LiteRT's WebAssembly (XNNPACK) on one thread. Its JavaScript API has no tensors of int8, so networks are run through the
 * bindings below it, floats and integers alike: less around each call than the API has.
 */
export async function openLiteRt(input: ProductionInput): Promise<ProductionNetwork> {
  const { liteRtWasm: wasm, environment } = await load();
  const { file, pixelRange, inputRange } = input;
  const address = wasm._malloc(file.byteLength);
  wasm.HEAPU8.set(file, address);
  const model = wasm.loadModel(environment.liteRtEnvironment, address, file.byteLength);
  const options = { environment, accelerator: 'wasm', cpuOptions: { numThreads: 1 } } as const;
  const compiled = await wasm.compileModel(environment.liteRtEnvironment, model, {
    ...options,
    gpuOptions: {},
    webNNOptions: {},
  });
  const type = oneImage(wasm, model.getInputTensorType(0, 0));
  const buffer = wasm.LiteRtTensorBuffer.createManaged(
    environment.liteRtEnvironment,
    wasm.LiteRtTensorBufferType.HOST_MEMORY,
    type,
    type.bytes(),
  );
  const greys = Array.from({ length: 256 }, (_, grey) => realOf(grey, pixelRange));
  const byGrey =
    inputRange === null
      ? Float32Array.from(greys)
      : Int8Array.from(greys, (real) => codeOf(real, inputRange));
  return {
    threads: 1,
    async forward({ set, indices }) {
      const logits = new Float32Array(indices.length * mnistClasses);
      for (const [row, index] of indices.entries()) {
        write(wasm, buffer, gathered({ set, indices: Uint32Array.of(index) }, byGrey));
        const outputs = compiled.run(0, [buffer]);
        const [output] = outputs instanceof Promise ? await outputs : outputs;
        if (output === undefined) throw new Error('LiteRT gave no output');
        logits.set(read(wasm, output), row * mnistClasses);
        output.delete();
      }
      return logits;
    },
  };
}

/** It tells of each thing that it registers as if it were an error; what fails is thrown as well. */
const quiet = (): void => undefined;

/** Loads LiteRT once, by the bundled file that fits the browser; it looks for a script of its own that defines a factory. */
async function load() {
  const isFast = (await supportsFeature('relaxedSimd')) === true;
  const { default: factory } = isFast
    ? await import('@litertjs/core/wasm/litert_wasm_internal.js')
    : await import('@litertjs/core/wasm/litert_wasm_compat_internal.js');
  const url = isFast ? wasmUrl : compatUrl;
  Object.assign(self, {
    ...{ ModuleFactory: factory, Module: { locateFile: () => url, printErr: quiet } },
    // A module's worker has no other way to load a script than import: it is there already.
    importScripts: () => undefined,
  });
  const lite = await loadLiteRt('.');
  return { liteRtWasm: lite.liteRtWasm, environment: lite.getDefaultEnvironment() };
}

type TensorType = InstanceType<Wasm['LiteRtRankedTensorType']>;

/** The type of an input whose batch is open, for one image. */
function oneImage(wasm: Wasm, type: TensorType): TensorType {
  const sides = new wasm.VectorInt32();
  for (const side of [1, ...mnistShape]) sides.push_back(side);
  const layout = wasm.LiteRtLayout.create(sides);
  return wasm.LiteRtRankedTensorType.create(type.elementType(), layout);
}

type TensorBuffer = InstanceType<Wasm['LiteRtTensorBuffer']>;

function write(wasm: Wasm, buffer: TensorBuffer, values: Float32Array | Int8Array): void {
  const address = buffer.lock(wasm.LiteRtTensorBufferLockMode.WRITE);
  wasm.HEAPU8.set(new Uint8Array(values.buffer), address);
  buffer.unlock();
}

/** Logits, or codes of them: the largest is the same. */
function read(wasm: Wasm, buffer: TensorBuffer): Float32Array | Int8Array {
  const address = buffer.lock(wasm.LiteRtTensorBufferLockMode.READ);
  const bytes = wasm.HEAPU8.slice(address, address + buffer.packedSize());
  buffer.unlock();
  return bytes.length === mnistClasses
    ? new Int8Array(bytes.buffer)
    : new Float32Array(bytes.buffer);
}
