/** The smallest step that the page's clock makes, in milliseconds: browsers coarsen it where a page is not isolated. */
export function timerTickMs(clock: () => number = () => performance.now()): number {
  const ticks = Array.from({ length: 20 }, () => nextTick(clock));
  return Math.min(...ticks);
}

function nextTick(clock: () => number): number {
  const start = clock();
  let now = start;
  while (now === start) now = clock();
  return now - start;
}
