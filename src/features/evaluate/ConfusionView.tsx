/** In the making. */
export function ConfusionView() {
  return null;
}
