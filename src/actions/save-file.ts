/** Hands bytes or text to the browser as a download. */
export function saveFile(
  name: string,
  content: Uint8Array<ArrayBuffer> | string | Blob,
  mimeType = 'application/octet-stream',
): void {
  const url = URL.createObjectURL(new Blob([content], { type: mimeType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
