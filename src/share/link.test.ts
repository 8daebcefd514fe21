import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyRecipe } from '../core/arbitraries.ts';
import { defaultsOf } from '../core/fields.ts';
import { createLayer } from '../core/layers/index.ts';
import { presets } from '../core/presets.ts';
import type { Recipe } from '../core/recipe.ts';
import { trainingFields } from '../core/training-setup.ts';
import { decodeLink } from './decode.ts';
import { checksum, encodeLink, parseHash } from './encode.ts';

const setup = defaultsOf(trainingFields);
const recipeOf = (architecture: Recipe['architecture']): Recipe => ({ architecture, setup });
const presetRecipe = (id: string) =>
  recipeOf(presets.find((preset) => preset.id === id)?.architecture ?? []);
const reference = presetRecipe('reference-cnn');

/** A link with these contents and the checksum that goes with them: what a hostile writer would send. */
const sealed = (items: string) => `v1.${items}.${checksum(`v1.${items}`)}`;
const codeOf = (link: string) => {
  const result = decodeLink(link);
  return result.ok ? 'ok' : result.code;
};

describe('a link', () => {
  test('gives back exactly what it was made of', () => {
    fc.assert(
      fc.property(anyRecipe, fc.constantFrom('wasm', 'tfjs', undefined), (recipe, runtime) => {
        const state = { recipe, ...(runtime && { runtime }) };
        expect(decodeLink(encodeLink(state))).toEqual({ ok: true, state });
      }),
      { numRuns: 150 },
    );
  });

  test('of every preset is short, the reference CNN shortest of the CNNs people send', () => {
    const length = (architecture: Recipe['architecture']) =>
      encodeLink({ recipe: recipeOf(architecture) }).length;
    expect(length(reference.architecture)).toBeLessThanOrEqual(60);
    for (const { architecture } of presets) expect(length(architecture)).toBeLessThanOrEqual(200);
  });

  test('of 30 layers with every parameter changed stays below 2,000 characters', () => {
    const params = { kernelSize: 15, strides: 8, padding: 'same', depthMultiplier: 8 } as const;
    const kernel = { activation: 'tanh', useBias: false, l2: 1 / 3, frozen: true } as const;
    const longest = { filters: 511, ...params, ...kernel, initializer: 'he_normal' } as const;
    const layers = Array.from({ length: 30 }, () => createLayer('separableConv2d', '', longest));
    expect(encodeLink({ recipe: recipeOf(layers) }).length).toBeLessThan(2000);
  });

  test('needs no escaping in an address', () => {
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        const link = encodeLink({ recipe });
        expect(encodeURIComponent(link)).toBe(link);
        expect(link).toMatch(/[a-z0-9]$/);
      }),
      { numRuns: 30 },
    );
  });

  test('names layers by position, whatever their ids were', () => {
    const renamed = reference.architecture.map((layer) => ({ ...layer, id: `x${layer.id}` }));
    expect(decodeLink(encodeLink({ recipe: recipeOf(renamed) }))).toEqual({
      ok: true,
      state: { recipe: reference },
    });
  });
});

describe('a link that cannot be opened', () => {
  test.each([
    ['', 'bad-encoding'],
    ['v1', 'bad-encoding'],
    ['v1.s.', 'bad-encoding'],
    ['hello world', 'bad-encoding'],
    [sealed(''), 'bad-encoding'],
    [sealed('d'), 'bad-encoding'],
    [sealed('s-'), 'bad-encoding'],
    [sealed('s-z'), 'unknown-layer'],
    [sealed('s-s'), 'unknown-layer'],
    [sealed('s-__proto__'), 'bad-encoding'],
    [sealed('s-d64'), 'bad-encoding'],
    [sealed('s-dA'), 'bad-params'],
    [sealed('s-dA7'), 'bad-params'],
    [sealed('s-dB0'), 'bad-params'],
    [sealed('s-dU1p5'), 'bad-params'],
    [sealed('s-dU0'), 'bad-params'],
    [sealed('s-dUn1'), 'bad-params'],
    [sealed('s-dU1e3'), 'ok'],
    [sealed('s-dU1e999'), 'bad-params'],
    [sealed('s-dUx'), 'bad-params'],
    [sealed('s-dF3'), 'bad-params'],
    [sealed('sT3'), 'bad-params'],
    [sealed('sL0'), 'bad-params'],
    [sealed('s-cF1000000'), 'bad-params'],
    [encodeLink({ recipe: reference }).replace('v1', 'v2'), 'unknown-version'],
    ['v99999999999999999999.s.00000', 'unknown-version'],
  ])('"%s": %s', (link, code) => {
    expect(codeOf(link)).toBe(code);
  });

  test('is one of more than 100 layers', () => {
    expect(codeOf(sealed(`s${'-d'.repeat(100)}`))).toBe('ok');
    expect(codeOf(sealed(`s${'-d'.repeat(101)}`))).toBe('too-large');
  });

  test('is one of a million characters, which is not read', () => {
    expect(codeOf('v1.'.padEnd(1_000_000, 'd'))).toBe('too-large');
  });

  test('says in words what is wrong with which parameter', () => {
    const result = decodeLink(sealed('s-cF1000000'));
    expect(result).toMatchObject({
      message: 'Conv2D: Filters is 1000000, and must be a whole number from 1 to 512',
    });
  });

  test('is noticed wherever it is cut short', () => {
    const link = encodeLink({ recipe: presetRecipe('mobilenet-like') });
    for (let length = 0; length < link.length; length++)
      expect(codeOf(link.slice(0, length))).toBe('bad-encoding');
  });

  test('is noticed when one character changes', () => {
    const link = encodeLink({ recipe: reference });
    const place = fc.nat({ max: link.length - 1 });
    fc.assert(
      fc.property(place, fc.constantFrom(...'aZ09.-_%'), (at, character) => {
        fc.pre(link[at] !== character);
        const changed = link.slice(0, at) + character + link.slice(at + 1);
        expect(codeOf(changed)).not.toBe('ok');
      }),
      { numRuns: 200 },
    );
  });

  test('is refused without an exception whatever it holds, and fast', () => {
    const grammar = fc
      .array(fc.constantFrom(...'scwxmvgfdobajq', ...'ABDFGKLMPRSUZ', ...'0139pne', '-'), {
        maxLength: 300,
        size: 'max',
      })
      .map((characters) => sealed(`s-${characters.join('')}`));
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 9000, size: 'max' }), grammar);
    const startMs = performance.now();
    fc.assert(
      fc.property(anything, (text) => {
        const result = decodeLink(text);
        if (result.ok) expect(decodeLink(encodeLink(result.state))).toEqual(result);
        else expect(result.message.length).toBeLessThan(250);
      }),
      { numRuns: 500 },
    );
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });

  test.each(['.', '-', 'a', 'A', '0', 'v1.', '-d', 'dU1', 'p', '%'])(
    'made of thousands of "%s" takes no time',
    (part) => {
      const startMs = performance.now();
      const longest = part.repeat(8000 / part.length);
      for (const text of [longest, `v1.${longest}.`, sealed(longest), sealed(`s-d${longest}`)])
        decodeLink(text);
      expect(performance.now() - startMs).toBeLessThan(1000);
    },
  );

  test('reaches no prototype', () => {
    for (const name of ['__proto__', 'constructor', 'prototype'])
      expect(codeOf(sealed(`s-d${name}`))).not.toBe('ok');
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

test.each([
  ['#/?s=v1.s.abc', '', 'v1.s.abc'],
  ['#/draw?s=v1.s.abc', 'draw', 'v1.s.abc'],
  ['#/draw', 'draw', null],
  ['#?s=v1.s.abc', '', 'v1.s.abc'],
  ['#/?utm=1&s=v1.s.abc&x=%', '', 'v1.s.abc'],
  ['#/?s=', '', null],
  ['', '', null],
  ['#', '', null],
  ['#/%E0%A4%A?s=%E0%A4%A', '%E0%A4%A', '\ufffd%A'],
])('the hash %s is view "%s" and link %s', (hash, view, s) => {
  expect(parseHash(hash)).toEqual({ view, s, r: null, w: null });
});

test('a hash holds the claim of a result beside the link', () => {
  expect(parseHash('#/?s=v1.s.abc&r=0-2-0.9a45')).toMatchObject({
    ...{ view: '', s: 'v1.s.abc', r: '0-2-0.9a45' },
  });
});
