/** Cases of a property that costs seconds: all of them in the full run, a part in the one before every commit. */
export const cases = (inFull: number, inCheck: number): number =>
  process.env['FULL'] ? inFull : inCheck;
