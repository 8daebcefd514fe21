export const nameButtonId = (layerId: string): string => `layer-${layerId}`;

/** Puts the focus on a layer's row once it is drawn; on the element of `otherwise` when there is no such layer. */
export function focusLayer(layerId: string | null, otherwise = 'add-layer'): void {
  const id = layerId === null ? otherwise : nameButtonId(layerId);
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
