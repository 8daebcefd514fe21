/** In the making. */
export function WrongView() {
  return null;
}
