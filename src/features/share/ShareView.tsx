/** In the making. */
export function ShareView() {
  return null;
}
