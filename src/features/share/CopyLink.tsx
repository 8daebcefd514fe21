/** In the making. */
export function CopyLink() {
  return null;
}
