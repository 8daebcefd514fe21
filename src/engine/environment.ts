import type { Environment } from '../core/run.ts';

/** Newest name first: a browser's user agent also names those it descends from. */
const browserPatterns = [
  ['Edge', /Edg(?:A|iOS)?\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ['Safari', /Version\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari/],
] as const;

/** `Chrome 156`, or the whole user agent where it is none that we know. */
export function browserName(userAgent: string): string {
  for (const [name, pattern] of browserPatterns) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return userAgent;
}

/** Where the engine runs; stands in every record. */
export const currentEnvironment = (): Environment => ({
  browser: browserName(navigator.userAgent),
  crossOriginIsolated: globalThis.crossOriginIsolated,
  hardwareConcurrency: navigator.hardwareConcurrency,
});
