import { expect, test } from 'vitest';
import { opening } from './text.ts';

test('no name of a run ends the comment that it stands in', () => {
  const text = opening('**//\n*/');
  expect(text.indexOf('*/')).toBe(text.indexOf('\n */') + 2);
});
