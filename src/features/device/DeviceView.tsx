/** In the making. */
export function DeviceView() {
  return null;
}
