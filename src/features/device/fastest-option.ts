import type { RuntimeKind } from '../../core/run.ts';
import type { DeviceOption } from '../../protocol/jobs.ts';

const speedOf = ({ imagesPerSecond, problem }: DeviceOption): number =>
  problem === null ? (imagesPerSecond ?? 0) : 0;

/** Null when none could run. */
export function fastestOption(options: readonly DeviceOption[]): DeviceOption | null {
  const [first] = options
    .filter((option) => speedOf(option) > 0)
    .sort((a, b) => speedOf(b) - speedOf(a));
  return first ?? null;
}

/** How many times as fast the fastest is as a runtime's own best; null when that one could not run. */
export function speedup(options: readonly DeviceOption[], than: RuntimeKind): number | null {
  const fastest = fastestOption(options);
  const other = fastestOption(options.filter(({ runtime }) => runtime.kind === than));
  return fastest === null || other === null ? null : speedOf(fastest) / speedOf(other);
}
