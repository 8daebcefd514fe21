/** In the making. */
export function ResultsPanel() {
  return null;
}
