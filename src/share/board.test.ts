import fc from 'fast-check';
import { expect, test } from 'vitest';
import { removeLayer } from '../core/architecture.ts';
import { defaultsOf } from '../core/fields.ts';
import { presets } from '../core/presets.ts';
import { trainingFields } from '../core/training-setup.ts';
import { trainingMacs } from '../core/training-work.ts';
import { maxBoardLinks, readBoard } from './board.ts';
import { encodeClaim } from './claim.ts';
import { maxLinkLength } from './decode.ts';
import { encodeLink } from './encode.ts';

const architecture = presets.find(({ id }) => id === 'cnn-2k')?.architecture ?? [];
const recipe = { architecture, setup: defaultsOf(trainingFields) };
const result = { correct: 9830, n: 10_000, fileBytes: 5904 };
const claim = {
  ...{ recipe: encodeLink({ recipe }), engineVersion: '0.3.0', hash: '9a455174c3de1f02' },
  result,
};
const linkOf = (state = recipe, r = encodeClaim(claim)) =>
  `https://example.org/sizewise/#/?s=${encodeLink({ recipe: state })}&r=${r}`;
const good = linkOf();

test('a line holds a link and perhaps a name, in any order', () => {
  const text = [good, '', `Ada Lovelace: ${good}`, `"${good}","Grace"`, `<${good}>\tAlan`].join(
    '\r\n',
  );
  const { entries, problems } = readBoard(text);
  expect(problems).toEqual([]);
  expect(entries.map(({ line, label, sameAs }) => [line, label, sameAs])).toEqual([
    [1, '', null],
    [3, 'Ada Lovelace', 1],
    [4, 'Grace', 1],
    [5, 'Alan', 1],
  ]);
  expect(entries[0]?.claim).toEqual(claim);
  expect(entries[0]?.recipe).toEqual(recipe);
});

test('a link may come without its host, and with a challenge beside it', () => {
  const bare = `${good.slice(good.indexOf('#'))}&c=b9800.20000.U21hbGw.p9k9o`;
  expect(readBoard(bare).entries).toHaveLength(1);
});

test.each([
  ['hello', /No link/],
  [good.replace(/&r=.*/, ''), /no result/],
  [good.slice(0, -2), /damaged/],
  [linkOf(recipe, '0-3-0.9a455174c3de1f02'), /no figures/],
  [good.replace('v1.', 'v9.'), /version/],
  [good.replace('.s', '.S'), /damaged/],
  [`${good}${'x'.repeat(maxLinkLength * 2)}`, /Too long/],
  [linkOf({ ...recipe, architecture: removeLayer(architecture, 'l1') }), null],
  [linkOf({ ...recipe, architecture: architecture.slice(0, 2) }), /cannot be trained/],
  ['javascript:alert(1)#/?s=<img src=x onerror=alert(1)>&r=__proto__', /./],
])('"%.40s" is listed with its line and reason', (line, reason) => {
  const { entries, problems } = readBoard(`\n${line}`);
  if (reason === null) expect(entries).toHaveLength(1);
  else {
    expect(entries).toEqual([]);
    expect(problems).toEqual([{ line: 2, reason: expect.stringMatching(reason) as string }]);
  }
});

test('of 600 links 500 are read, and it says so', () => {
  const { entries, problems } = readBoard(Array.from({ length: 600 }, () => good).join('\n'));
  expect(entries).toHaveLength(maxBoardLinks);
  expect(problems).toEqual([{ line: 501, reason: expect.stringMatching(/At most 500/) as string }]);
});

test('whatever is pasted is read or listed, within bounds', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.constant(good),
    fc
      .tuple(fc.nat(good.length), fc.string({ maxLength: 3 }))
      .map(([at, text]) => good.slice(0, at) + text + good.slice(at + 1)),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const { entries, problems } = readBoard(lines.join('\n'));
      expect(entries.length + problems.length).toBeLessThanOrEqual(maxBoardLinks + 1);
      for (const { label } of entries) expect(label.length).toBeLessThanOrEqual(60);
    }),
    { numRuns: 50 },
  );
});

test('the work of a recipe counts epochs, fine-tuning and teachers', () => {
  const once = trainingMacs(recipe);
  expect(once).toBe(3 * 60_864 * 55_000 * 3);
  const params = { temperature: 5, alpha: 0.1 } as never;
  expect(trainingMacs({ ...recipe, distillation: { params, teacher: recipe } })).toBe(2 * once);
});
