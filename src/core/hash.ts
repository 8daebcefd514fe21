/** FNV-1a, 32 bits, over the UTF-16 units of a text: for names and checksums, not for secrets. */
export function hashText(text: string): number {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  return hash >>> 0;
}
