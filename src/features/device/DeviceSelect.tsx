/** In the making. */
export function DeviceSelect() {
  return null;
}
