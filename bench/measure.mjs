import { summarize } from './core.mjs';
import { denseFlops } from './flops.mjs';
import { median, medianRatio, percentile } from './statistics.mjs';

const trainMs = 700;
const inferMs = 300;
const peakMs = 100;
const manyRows = 256;
/** One turn of a path as slow as this says enough. */
const slowStepMs = 5000;

/** Every path builds the work; those that cannot at all are told of and left out. */
async function buildAll(subjects, { work, batch, architecture }) {
  const built = [];
  for (const { path, ask } of subjects) {
    try {
      const reply = await ask({ type: 'build', architecture, batch });
      built.push({ path, ask, ...reply, ...{ speeds: [], oneMs: [], manyMs: [], peaks: [] } });
    } catch (error) {
      console.log(`${work} on ${path}: ${error.message.split('\n')[0]}`);
    }
  }
  return built;
}

async function takeTurn(row) {
  const { ask, path } = row;
  if (path.startsWith('wasm')) row.peaks.push((await ask({ type: 'peak', ms: peakMs })).gflops);
  if (row.trainingProblem === null)
    row.speeds.push((await ask({ type: 'train', ms: trainMs })).imagesPerSecond);
  row.oneMs.push((await ask({ type: 'infer', rows: 1, ms: inferMs })).callMs);
  row.manyMs.push(median((await ask({ type: 'infer', rows: manyRows, ms: inferMs })).callMs));
}

/** One row for each path: the paths take turns, so that a slow moment of the machine hits all of them. */
export async function measure(subjects, work, { repeats }) {
  const built = await buildAll(subjects, work);
  for (let turn = 0; turn < repeats; turn++)
    for (const row of built) if (turn === 0 || !isSlow(row)) await takeTurn(row);
  const summary = summarize(work.architecture);
  return built.map((row) => rowOf(row, { ...work, summary, ours: oursFor(row, built) }));
}

const isSlow = ({ firstStepMs }) => firstStepMs !== null && firstStepMs > slowStepMs;

/** The row of our kernels that a path is compared with: of as many threads. */
const oursFor = ({ threads }, built) =>
  built.find((row) => row.path.startsWith('wasm') && row.threads === threads);

function rowOf(row, { work, family, batch, summary, ours }) {
  const { path, threads, speeds, oneMs, manyMs, peaks } = row;
  const flops = denseFlops(summary);
  const gflops = speeds.map((speed) => (speed * flops.training) / 1e9);
  const manySpeeds = manyMs.map((ms) => (1000 * manyRows) / ms);
  const medians = (rounds) => rounds.map((round) => median(round));
  return {
    ...{ work, family, batch, threads, parameters: summary.parameters },
    // The same path on all threads: rows differ in `threads`.
    path: path.replace(/-threads$/, ''),
    imagesPerSecond: median(speeds),
    inferredPerSecond: median(manySpeeds),
    p50Ms: percentile(oneMs.flat(), 0.5),
    p95Ms: percentile(oneMs.flat(), 0.95),
    ...{ firstStepMs: row.firstStepMs, losses: row.losses, note: row.note },
    trainingProblem: row.trainingProblem,
    memoryBytes: row.memoryBytes || null,
    gflops: median(gflops),
    peakGflops: median(peaks),
    peakShare:
      peaks.length > 0
        ? medianRatio(
            gflops,
            peaks.map((peak) => peak * threads),
          )
        : null,
    oursTimesFaster: ours && {
      training: medianRatio(ours.speeds, speeds),
      inference: medianRatio(manyMs, ours.manyMs),
      latency: medianRatio(medians(oneMs), medians(ours.oneMs)),
    },
  };
}

/** Paths whose first losses are not those of the others do other work, and no ratio means anything. */
export function lossProblems(rows) {
  const known = rows.filter(({ losses }) => losses.length > 0);
  const reference = rows.find(({ path }) => path === 'wasm')?.losses;
  if (reference === undefined) return [];
  return known.flatMap(({ path, losses }) => {
    const isSame = losses.every((loss, step) => Math.abs(loss / reference[step] - 1) < 1e-3);
    return isSame ? [] : [`${path}: losses ${losses.join(', ')}, ours ${reference.join(', ')}`];
  });
}
