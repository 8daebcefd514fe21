import { figure, table } from './table.mjs';

/** Which concern a kernel is of, by its name; the first pattern that fits. */
const groups = [
  ['images', /Images|scalePixels/],
  ['batch norm', /Moments|normalize|inverseDeviations|scaleGradient|layerNorm/i],
  ['pooling', /^(max|average)Pool/],
  ['packing', /pack/i],
  ['optimizer', /^(adam|momentum|rmsprop|sgd)$/],
  ['products', /gemm|^conv|depthwise|attention|ColumnSums|(Weight|Input)Gradient/],
  ['activation', /activat|StepGradient$|Step$/i],
];

/** The group that a kernel's time is counted in. */
export const groupOf = (kernel) =>
  groups.find(([, pattern]) => pattern.test(kernel))?.[0] ?? 'other';

/** Seconds and calls of every kernel, while `isOn`. */
const clock = { isOn: false, kernels: new Map() };

function timed(name, kernel) {
  const entry = { calls: 0, ms: 0 };
  clock.kernels.set(name, entry);
  return (...args) => {
    if (!clock.isOn) return kernel(...args);
    const startedMs = performance.now();
    kernel(...args);
    entry.ms += performance.now() - startedMs;
    entry.calls++;
  };
}

/**
 * Puts a clock around every function that WebAssembly instances made from now on export, so that the runtime itself is
 * what is timed and needs no hook.
 */
export function timeExports() {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function timedInstance(module, imports) {
    const { exports } = new Instance(module, imports);
    const entries = Object.entries(exports).map(([name, value]) =>
      typeof value === 'function' ? [name, timed(name, value)] : [name, value],
    );
    return { exports: Object.fromEntries(entries) };
  };
}

/** Kernels by the time that `steps` calls of `run` spend in them, and the milliseconds a call takes in all. */
export function profile(run, steps) {
  for (const entry of clock.kernels.values()) Object.assign(entry, { calls: 0, ms: 0 });
  clock.isOn = true;
  const startedMs = performance.now();
  for (let step = 0; step < steps; step++) run(step);
  const stepMs = (performance.now() - startedMs) / steps;
  clock.isOn = false;
  const kernels = [...clock.kernels]
    .filter(([, { calls }]) => calls > 0)
    .map(([name, { calls, ms }]) => ({ name, calls: calls / steps, ms: ms / steps }))
    .sort((a, b) => b.ms - a.ms);
  return { kernels, stepMs };
}

const outside = 'JavaScript and the clock itself';

/** Where a training step's time goes, by group and by kernel. */
export function printProfile({ kernels, stepMs }) {
  const inside = kernels.reduce((sum, { ms }) => sum + ms, 0);
  const rest = { name: outside, calls: null, ms: stepMs - inside };
  const rows = [...kernels, rest].map((row) => ({
    ...row,
    group: row.name === outside ? 'outside' : groupOf(row.name),
  }));
  const names = [...new Set(rows.map(({ group }) => group))];
  const total = (group) =>
    rows.filter((row) => row.group === group).reduce((sum, { ms }) => sum + ms, 0);
  const percent = (ms) => `${((100 * ms) / stepMs).toFixed(1)} %`;
  console.log(`  a step under the clock: ${stepMs.toFixed(3)} ms`);
  const ordered = names.sort((a, b) => total(b) - total(a));
  console.log(`  ${ordered.map((group) => `${group} ${percent(total(group))}`).join(' · ')}`);
  const cells = rows.map(({ name, group, calls, ms }) => [
    `  ${name}`,
    ...[group, percent(ms), calls === null ? null : figure(calls), `${(ms * 1000).toFixed(1)}`],
  ]);
  console.log(table(['  kernel', 'group', 'of step', 'calls a step', 'µs a step'], cells));
}
