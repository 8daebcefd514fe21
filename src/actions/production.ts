import type { Latency, RunRecord, Score } from '../core/run.ts';
import type { QuantizedRange } from '../core/stored-model.ts';
import { arithmeticOf } from '../export/format.ts';
import { networkFormats } from '../export/formats.ts';
import { readModelFile } from '../export/read-model-file.ts';
import { measureInProduction } from '../production/client.ts';
import { EngineError } from '../protocol/errors.ts';
import type { ProductionRuntime } from '../protocol/production.ts';
import { runsStore } from '../stores/runs.ts';
import { type AskOptions, engine, failureInWords } from './engine.ts';
import { writeRunAs } from './runs.ts';

export type Numbers = 'float32' | 'int8';

/** A network in a runtime: `problem` says why there is no figure. */
export interface ProductionRow {
  readonly runtime: ProductionRuntime | 'sizewise';
  readonly numbers: Numbers;
  readonly latency: Latency | null;
  /** On the validation images. */
  readonly score: Score | null;
  readonly downloadBytes: number | null;
  readonly problem: string | null;
}

export type ProductionPair = Readonly<Record<Numbers, RunRecord | null>>;

/** The same network as floats and in whole numbers: a run, and the newest int8 variant of it or the run it was made from. */
export function pairOf(run: RunRecord, runs: readonly RunRecord[]): ProductionPair {
  const isOf = (numbers: 'float' | 'int8') => (candidate: RunRecord) =>
    arithmeticOf(candidate.recipe) === numbers;
  const own = arithmeticOf(run.recipe);
  if (own === 'int8')
    return {
      int8: run,
      float32: runs.filter(isOf('float')).find(({ id }) => id === run.parentId) ?? null,
    };
  const variants = runs.filter(({ parentId }) => parentId === run.id).filter(isOf('int8'));
  return { float32: own === 'float' ? run : null, int8: variants.at(-1) ?? null };
}

const places = (['float32', 'int8'] as const).flatMap((numbers) =>
  (['sizewise', 'onnxruntime-web', 'litert'] as const).map((runtime) => ({ runtime, numbers })),
);

interface Options extends AskOptions {
  /** As each is known. */
  readonly onRow: (row: ProductionRow) => void;
}

/**
 * Measures both networks of a pair in all runtimes, one after another: nothing else of ours computes meanwhile. What one
 * runtime cannot do stands in its row.
 * @throws EngineError `cancelled`
 */
export async function measureEverywhere(
  pair: ProductionPair,
  { signal, onProgress, onRow }: Options,
): Promise<void> {
  const wanted = places.filter(({ numbers }) => pair[numbers] !== null);
  const images = await validationImages(signal);
  for (const [index, { runtime, numbers }] of wanted.entries()) {
    const run = pair[numbers];
    if (run === null) continue;
    const onPart = (done: number) => onProgress((index + done) / wanted.length);
    onPart(0);
    const options = { signal, onProgress: onPart };
    onRow({
      ...{ runtime, numbers, latency: null, score: null, downloadBytes: null, problem: null },
      ...(await (runtime === 'sizewise'
        ? measureOurs(run, options)
        : measureTheirs({ run, runtime, numbers, images }, options)
      ).catch((error) => ({ problem: wordsUnlessCancelled(error, signal) }))),
    });
  }
}

function wordsUnlessCancelled(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) throw new EngineError('cancelled', 'The measurement was cancelled');
  return failureInWords(error) ?? 'It was cancelled';
}

type Figures = Pick<ProductionRow, 'latency' | 'score'>;

/** The latency is measured again, beside the others; the score is the one that the run ended with. */
async function measureOurs(run: RunRecord, { signal, onProgress }: AskOptions): Promise<Figures> {
  const latency = await engine().run(
    'measureLatency',
    { modelId: run.id, runtime: 'wasm' },
    { signal, onProgress: ({ done }) => onProgress(done) },
  );
  runsStore.setState(({ runs }) => ({
    runs: runs.map((known) => (known.id === run.id ? { ...known, latency } : known)),
  }));
  return { latency, score: run.validation };
}

interface Theirs {
  readonly run: RunRecord;
  readonly runtime: ProductionRuntime;
  readonly numbers: Numbers;
  readonly images: ValidationImages;
}

async function measureTheirs({ run, runtime, numbers, images }: Theirs, options: AskOptions) {
  const { signal } = options;
  const id = `${runtime === 'litert' ? 'tflite' : 'onnx'}-${numbers}` as const;
  const problem = networkFormats[id].problem(run.recipe);
  if (problem !== null) throw new EngineError('internal', problem);
  const file = await writeRunAs(run, id, { signal });
  const inputRange =
    runtime === 'litert' && numbers === 'int8' ? await inputRangeOf(run, signal) : null;
  const { pixelRange } = run.recipe.setup;
  return measureInProduction({ runtime, file, pixelRange, inputRange, ...images }, options);
}

/** The codes of an int8 network's input stand in our own file. */
async function inputRangeOf(run: RunRecord, signal: AbortSignal): Promise<QuantizedRange | null> {
  const read = readModelFile(await writeRunAs(run, 'sizewise', { signal }));
  return (
    (read.ok && read.model.arithmetic.kind === 'int8' && read.model.arithmetic.ranges[0]) || null
  );
}

interface ValidationImages {
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: readonly number[];
}

async function validationImages(signal: AbortSignal): Promise<ValidationImages> {
  const { validationImages: count } = await engine().run('loadData', {}, { signal });
  const indices = Array.from({ length: count }, (_, index) => index);
  const { images, labels } = await engine().run(
    'readImages',
    { split: 'validation', indices },
    { signal },
  );
  return { images: Uint8Array.from(images), labels };
}
