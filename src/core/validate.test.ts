import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRecipe } from './arbitraries.ts';
import { defaultsOf } from './fields.ts';
import { createLayer } from './layers/index.ts';
import { trainingFields } from './training-setup.ts';
import { hasEveryField, parseRecipe } from './validate.ts';

const setup = defaultsOf(trainingFields);
const dense = { kind: 'dense', params: { units: 10 } };

test('a stored recipe comes back as it was', () => {
  fc.assert(
    fc.property(anyRecipe, (recipe) => {
      expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
    }),
    { numRuns: 60 },
  );
});

test('a record older than a field has its default', () => {
  expect(parseRecipe({ architecture: [dense], setup: { seed: 4 } })).toEqual({
    architecture: [createLayer('dense', 'l1', { units: 10 })],
    setup: { ...setup, seed: 4 },
  });
});

test('what no field knows is left behind', () => {
  const hostile = JSON.parse('{ "units": 10, "__proto__": { "polluted": 1 }, "filters": 3 }');
  const recipe = parseRecipe({ architecture: [{ kind: 'dense', params: hostile }], setup });
  expect(recipe?.architecture).toEqual([createLayer('dense', 'l1', { units: 10 })]);
  expect(Object.prototype).not.toHaveProperty('polluted');
});

test.each([
  ['nothing', null],
  ['a text', 'recipe'],
  ['no layers', { setup }],
  ['layers that are no list', { architecture: { length: 1, 0: dense }, setup }],
  ['no setup', { architecture: [dense] }],
  ['an unknown layer', { architecture: [{ kind: 'perceiver', params: {} }], setup }],
  ['a layer of a prototype', { architecture: [{ kind: 'constructor', params: {} }], setup }],
  ['a layer without parameters', { architecture: [{ kind: 'dense' }], setup }],
  ['a million units', { architecture: [{ kind: 'dense', params: { units: 1e6 } }], setup }],
  ['a number as text', { architecture: [{ kind: 'dense', params: { units: '10' } }], setup }],
  ['a negative learning rate', { architecture: [dense], setup: { ...setup, learningRate: -1 } }],
  ['101 layers', { architecture: Array(101).fill(dense), setup }],
])('%s is no recipe', (_name, value) => {
  expect(parseRecipe(value)).toBeNull();
});

test('any JSON is a recipe or none, never an exception', () => {
  const nearly = fc.record({ architecture: fc.array(fc.jsonValue()), setup: fc.jsonValue() });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), nearly), (value) => {
      const recipe = parseRecipe(value);
      if (recipe !== null) expect(parseRecipe(recipe)).toEqual(recipe);
    }),
    { numRuns: 300 },
  );
});

test('a recipe of an earlier day lacks what was added since', () => {
  fc.assert(
    fc.property(anyRecipe, (recipe) => {
      const { compression, distillation } = recipe;
      expect(hasEveryField(recipe)).toBe(compression === undefined && distillation === undefined);
      const { seed: _, ...earlier } = recipe.setup;
      expect(hasEveryField({ ...recipe, setup: earlier as typeof recipe.setup })).toBe(false);
    }),
  );
});
