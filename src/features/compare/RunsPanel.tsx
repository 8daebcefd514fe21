/** In the making. */
export function RunsPanel() {
  return null;
}
