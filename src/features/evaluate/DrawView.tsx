/** In the making. */
export function DrawView() {
  return null;
}
