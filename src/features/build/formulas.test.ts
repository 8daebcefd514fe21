import { describe, expect, test } from 'vitest';
import { presets } from '../../core/presets.ts';
import { summarize } from '../../core/summary.ts';
import { macsFormula, parameterFormula } from './formulas.ts';

const reference = summarize(presets[0]?.architecture ?? []).layers;
const rowOf = (index: number) => {
  const row = reference[index];
  if (row === undefined) throw new Error(`the reference CNN has no layer ${index}`);
  return row;
};

describe('formulas of the reference CNN', () => {
  test('its second convolution has 3·3·32·64 + 64 parameters', () => {
    expect(parameterFormula(rowOf(2))).toEqual({
      terms: '3·3·32·64 + 64',
      result: '18,496',
      meaning: 'kernel + bias',
    });
  });

  test('its second convolution does 288 multiply-adds for each of 11·11·64 outputs', () => {
    expect(macsFormula(rowOf(2))).toMatchObject({ terms: '11·11·64 × 288', result: '2,230,272' });
  });

  test('its dense layer has a kernel of 1,600·64', () => {
    expect(parameterFormula(rowOf(5))?.terms).toBe('1,600·64 + 64');
  });

  test('a pooling has neither', () => {
    expect(parameterFormula(rowOf(1))).toBeNull();
    expect(macsFormula(rowOf(1))).toBeNull();
  });
});

test('a projection is a 1×1 convolution of what went into the block', () => {
  const resnet = presets.find(({ id }) => id === 'resnet-20k')?.architecture ?? [];
  const row = summarize(resnet).layers.findLast(({ layer }) => layer.kind === 'add');
  if (row === undefined) throw new Error('a ResNet without Add');
  expect(parameterFormula(row)?.terms).toBe('1·1·16·32 + 32');
  expect(macsFormula(row)).toMatchObject({ terms: '7·7·32 × 16', result: '25,088' });
});

test('the terms of every preset add up to its parameters', () => {
  for (const { architecture, label } of presets)
    for (const row of summarize(architecture).layers) {
      const formula = parameterFormula(row);
      const terms = formula?.terms.replaceAll(',', '').split(' + ') ?? [];
      const sum = terms
        .map((term) => term.split('·').reduce((product, side) => product * Number(side), 1))
        .reduce((total, term) => total + term, 0);
      expect(sum, `${label}: ${row.kerasName}`).toBe(row.parameters);
    }
});
