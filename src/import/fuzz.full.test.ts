import { test } from 'vitest';
import { breaks, expectNoHarm } from './test-fuzz.ts';

test.each(Object.entries(breaks))(
  '10,000 broken files of %s do no harm',
  async (_, make) => {
    await expectNoHarm(make, 10_000);
  },
  600_000,
);
