/** A value as Python writes it. */
export function pythonOf(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return pythonList(value);
  return String(value);
}

/** `range(n)` reads better than its numbers. */
function pythonList(values: readonly unknown[]): string {
  const isRange = values.length > 2 && values.every((value, index) => value === index);
  return isRange ? `list(range(${values.length}))` : `(${values.map(pythonOf).join(', ')})`;
}

/** A call with keyword arguments, whose values are Python already. */
export const callOf = (name: string, settings: Readonly<Record<string, string>>): string =>
  `${name}(${Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')})`;

export const indented = (text: string, spaces = 4): string =>
  text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));

/** 55000 as 55_000. */
export const readable = (count: number): string =>
  String(count).replaceAll(/\B(?=(\d{3})+$)/g, '_');

/** So many epochs, or one where all shall be short. */
export const quickly = (epochs: number): string =>
  epochs === 1 ? '1' : `1 if QUICK else ${epochs}`;
