import { isVariant } from '../../core/lineage.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { RunOrigin } from '../../core/run.ts';
import { type StoredModel, weightsOf } from '../../core/stored-model.ts';
import type { ReadNetwork } from '../../import/model.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { Jobs, Split } from '../../protocol/jobs.ts';
import type { RunHistory } from '../../storage/stored.ts';
import type { Engine } from '../engine.ts';
import { inferenceOf } from '../models.ts';
import type { Runtime } from '../runtime.ts';
import { engineVersion, type Handlers } from '../serve.ts';
import { firstRows, forwardAll, scoreOf } from './evaluate.ts';
import { finishRun } from './finish-run.ts';
import { untilImages } from './until-images.ts';

type Input = Jobs['importModel']['input'];

/** Reads a network that was trained elsewhere, scores it like any run, and stores it as one. */
export const importModelJob =
  (engine: Engine): Handlers['importModel'] =>
  async ({ runId, files }, { signal, report }) => {
    report({ phase: 'reading' });
    const { readNetwork } = await import('../../import/read-network.ts');
    const read = await readNetwork(files);
    if (!read.ok) throw new EngineError('file-refused', read.message);
    signal.throwIfAborted();
    report({ phase: 'evaluating' });
    const runtime = await engine.runtime('wasm');
    const { recipe, model, notes } = await withRange({ engine, runtime, signal }, read);
    const network = await runtime.build(inferenceOf(model));
    const fileName = nameOf(files);
    const origin: RunOrigin = {
      ...{ kind: 'file', fileName, format: read.format },
      notes: [...read.notes, ...notes]
        .map((note) => note.slice(0, longestText))
        .slice(0, mostNotes),
    };
    const state = {
      ...{ weights: weightsOf(model), moments: [], step: 0 },
      ...(isVariant({ recipe }) && { model }),
    };
    const history = historyOf(engine, { runId, recipe, origin, runtime: runtime.info });
    try {
      return await finishRun(engine, { history, status: 'finished', network, state, signal });
    } finally {
      network.dispose();
    }
  };

/** What a stored record allows. */
const [longestText, mostNotes, longestName] = [500, 100, 80];

/** Of several files the one that describes the network. */
function nameOf(files: Input['files']): string {
  const file = files.find(({ name }) => name.endsWith('.json')) ?? files[0];
  return (file?.name ?? 'file').slice(0, longestText);
}

function historyOf(
  { environment }: Engine,
  head: Pick<RunHistory, 'recipe' | 'runtime'> & { runId: string; origin: RunOrigin },
): RunHistory {
  const { runId, origin, ...rest } = head;
  const noSteps = new Float32Array();
  return {
    id: runId,
    name: origin.fileName.replace(/\.\w+$/, '').slice(0, longestName) || 'Opened file',
    createdAt: Date.now(),
    parentId: null,
    isContinued: true,
    ...{ ...rest, dataset: 'mnist', engineVersion, environment, origin },
    ...{ steps: 0, events: [], epochs: [], validations: [] },
    timing: { trainingSeconds: 0, firstStepMs: 0, imagesPerSecond: 0 },
    ...{ stepLosses: noSteps, stepAccuracies: noSteps },
  };
}

/** Validation digits that tell which range of pixels a network was trained on. */
const triedImages = 2000;
const ranges = ['0..1', '-1..1'] as const;

interface Ranged {
  readonly recipe: Recipe;
  readonly model: StoredModel;
  readonly notes: readonly string[];
}

/** Where a file does not say how its pixels are scaled, both ways are tried, and the better is taken. */
async function withRange(
  { engine, runtime, signal }: { engine: Engine; runtime: Runtime; signal: AbortSignal },
  { recipe, model, isRangeKnown }: ReadNetwork,
): Promise<Ranged> {
  if (isRangeKnown) return { recipe, model, notes: [] };
  const split: Split = 'validation';
  await untilImages(engine.dataset, { split, count: triedImages, signal });
  const tried = [];
  for (const pixelRange of ranges) {
    const ranged = { ...model, pixelRange };
    const network = await runtime.build(inferenceOf(ranged));
    const set = engine.dataset[split];
    const logits = await forwardAll(network, { set, indices: firstRows(triedImages) }, signal);
    network.dispose();
    const { correct } = scoreOf(logits, set.labels.subarray(0, triedImages));
    tried.push({
      pixelRange,
      model: ranged,
      share: `${((100 * correct) / triedImages).toFixed(1)} %`,
      correct,
    });
  }
  const [first, second] = tried as [Tried, Tried]; // one a range
  const best = second.correct > first.correct ? second : first;
  const note = `The file does not say how its pixels are scaled: on ${triedImages.toLocaleString('en-US')} validation digits, 0 to 1 is right for ${first.share} and −1 to 1 for ${second.share}; the better is taken`;
  return {
    recipe: { ...recipe, setup: { ...recipe.setup, pixelRange: best.pixelRange } },
    ...{ model: best.model, notes: [note] },
  };
}

interface Tried {
  readonly pixelRange: (typeof ranges)[number];
  readonly model: StoredModel;
  readonly correct: number;
  readonly share: string;
}
