import type { RuntimeInfo, Score } from '../core/run.ts';
import { wilsonInterval } from '../core/stats.ts';

const integers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const formatInteger = (value: number): string => integers.format(value);

/** KB are 1,000 bytes, as file managers and stores count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatInteger(bytes)} B`;
  if (bytes < 1e6) return `${threeDigits(bytes / 1e3)} KB`;
  if (bytes < 1e9) return `${threeDigits(bytes / 1e6)} MB`;
  return `${threeDigits(bytes / 1e9)} GB`;
}

/** `20.0 KB` is `20 KB`, for figures that are exact. */
export const withoutZeros = (figure: string): string =>
  figure.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');

/** `2.53 M`, `640`. */
export function formatCount(value: number): string {
  if (value < 10_000) return formatInteger(value);
  if (value < 1e6) return `${threeDigits(value / 1e3)} k`;
  if (value < 1e9) return `${threeDigits(value / 1e6)} M`;
  return `${threeDigits(value / 1e9)} G`;
}

const threeDigits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

/** A ratio of 0–1 as percent: `98.6 %`. */
export const formatPercent = (ratio: number, digits = 1): string =>
  `${(100 * ratio).toFixed(digits)} %`;

export function formatMs(ms: number): string {
  if (ms < 1) return `${ms.toFixed(3)} ms`;
  if (ms < 100) return `${ms.toFixed(2)} ms`;
  return `${formatInteger(ms)} ms`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${seconds.toFixed(0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** `CPU · 2 threads`, `GPU · WebGPU`. */
export function formatRuntime({ kind, backend, threads }: RuntimeInfo): string {
  if (kind === 'wasm') return `CPU · ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return backend === 'cpu'
    ? 'CPU · TensorFlow.js'
    : `GPU · ${backend === 'webgpu' ? 'WebGPU' : 'WebGL'}`;
}

/** `98.94 % ± 0.28`: half the width of the 95 % interval, in points. */
export function accuracyInWords(score: Pick<Score, 'correct' | 'n'>, digits = 2): string {
  const { low, high } = wilsonInterval(score.correct, score.n);
  const points = (50 * (high - low)).toFixed(digits);
  return `${formatPercent(score.correct / score.n, digits)} ± ${points}`;
}
