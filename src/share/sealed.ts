import { checksum } from './encode.ts';

/** A part of a link with its checksum: cut short or changed by hand, it is not read as something else. */
export const seal = (content: string): string => `${content}.${checksum(content)}`;

/** What `seal` closed; null for anything else, and for what is longer than `mostCharacters`. */
export function unseal(text: string, mostCharacters: number): string | null {
  if (text.length > mostCharacters) return null;
  const end = text.lastIndexOf('.');
  const content = text.slice(0, Math.max(0, end));
  return end > 0 && text === seal(content) ? content : null;
}

/** Free text in letters, digits, `-` and `_`: base64url of its UTF-8. */
export function encodeText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The reverse of `encodeText`; null for what it never writes. */
export function decodeText(text: string): string | null {
  if (!/^[\w-]*$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** `p` is its point: `0.25` is `0p25`; nothing where there is no number. */
export const encodeNumber = (value: number | null): string =>
  value === null ? '' : plainDecimal(value).replace('.', 'p');

/** Links hold no exponents: six decimals are more than anybody measures. */
const plainDecimal = (value: number): string =>
  String(Number.isInteger(value) ? value : Number(value.toFixed(6)));

/** The reverse of `encodeNumber`; undefined for what it never writes. */
export function decodeNumber(text: string): number | null | undefined {
  if (text === '') return null;
  return /^\d{1,12}(?:p\d{1,6})?$/.test(text) ? Number(text.replace('p', '.')) : undefined;
}
