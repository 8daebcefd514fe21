import { figure, table } from './table.mjs';

const times = (value) => (value === null || value === undefined ? null : `${figure(value)} ×`);
const percent = (share) => (share === null ? null : `${(share * 100).toFixed(0)} %`);
const megabytes = (bytes) => (bytes === null ? null : (bytes / 1e6).toFixed(1));
const milliseconds = (ms) => ms.toFixed(3);

const headers = [
  ...['path', 'threads', 'training img/s', 'ours', 'batch 256 img/s', 'ours'],
  ...['batch 1 p50 ms', 'p95 ms', 'ours', 'first step ms', 'MB', 'GFLOP/s', 'of peak'],
];

/** All paths on one work. "ours" is how many times faster our kernels are, on as many threads. */
export function printWork(rows) {
  const [{ work, batch, parameters }] = rows;
  console.log(
    `\n${work} · ${figure(parameters)} parameters · batch ${batch} · Adam · medians of turns`,
  );
  console.log(table(headers, rows.map(cellsOf)));
  for (const { path, threads, note, trainingProblem } of rows) {
    if (note && threads === 1) console.log(`  ${path}: ${note}.`);
    if (trainingProblem)
      console.log(`  ${path} does not train this: ${firstLine(trainingProblem)}`);
  }
  const peak = rows.find(({ path }) => path === 'wasm')?.peakGflops;
  if (peak) console.log(`  Peak: ${figure(peak)} GFLOP/s a thread, of our own product in cache.`);
  if (rows.some(({ peakShare }) => peakShare > 1)) console.log(aboveAll);
}

const aboveAll =
  '  Above 100 %: less than the dense work is done (a pooling’s gradient is sparse), or the machine was busy during the peak.';

const firstLine = (text) => text.split('\n')[0];

function cellsOf(row) {
  const { oursTimesFaster: ours, path } = row;
  const compared = path === 'wasm' ? null : ours;
  return [
    ...[path, String(row.threads), figure(row.imagesPerSecond), times(compared?.training)],
    ...[figure(row.inferredPerSecond), times(compared?.inference)],
    ...[milliseconds(row.p50Ms), milliseconds(row.p95Ms), times(compared?.latency)],
    ...[figure(row.firstStepMs), megabytes(row.memoryBytes), figure(row.gflops)],
    percent(row.peakShare),
  ];
}

/** Training speed by size, one line a network. */
export function printSizes(rows) {
  const works = [...new Set(rows.map(({ work }) => work))];
  const threads = [...new Set(rows.map((row) => row.threads))];
  console.log(`\nTraining images/s by size, batch 64, Adam`);
  console.log(
    table(
      ['network', 'parameters', ...threads.map((n) => `${n} thread${n === 1 ? '' : 's'}`), 'MB'],
      works.map((work) => {
        const own = rows.filter((row) => row.work === work);
        const speeds = threads.map((n) =>
          figure(own.find((row) => row.threads === n)?.imagesPerSecond),
        );
        return [work, figure(own[0].parameters), ...speeds, megabytes(own[0].memoryBytes)];
      }),
    ),
  );
}

/** What happened when the largest networks were built. */
export function printLargest(outcomes) {
  for (const { work, batch, parameters, path, bytes, problem, inPage } of outcomes) {
    const found = problem ?? `takes ${(bytes / 1e6).toFixed(0)} MB and trains`;
    console.log(`\n${work}, ${figure(parameters)} parameters, batch ${batch}, ${path}: ${found}`);
    if (inPage) console.log(`  The page refuses it before that: ${inPage}.`);
  }
}
