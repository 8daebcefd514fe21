import type { DeviceOption } from '../protocol/jobs.ts';

/** What the devices of this machine did with one network, batch and augmentation. */
export interface DeviceTry {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly measuredAt: number;
  readonly options: readonly DeviceOption[];
}

const storageKey = 'sizewise.device-tries';
const mostTries = 20;

/** Newest first; none where storage is absent or its content is not ours. */
function readAll(): readonly DeviceTry[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isTry) : [];
  } catch {
    return [];
  }
}

const isTry = (value: unknown): value is DeviceTry => {
  const { key, measuredAt, options }: Partial<Record<keyof DeviceTry, unknown>> = value ?? {};
  return typeof key === 'string' && typeof measuredAt === 'number' && Array.isArray(options);
};

export const readDeviceTry = (key: string): DeviceTry | null =>
  readAll().find((found) => found.key === key) ?? null;

/** Keeps the last twenty; a try with the same key is replaced. */
export function putDeviceTry(measured: DeviceTry): void {
  const others = readAll().filter(({ key }) => key !== measured.key);
  try {
    localStorage.setItem(storageKey, JSON.stringify([measured, ...others].slice(0, mostTries)));
  } catch {
    // Private mode or a full disk: it holds for this visit.
  }
}
