import { describe, expect, test } from 'vitest';
import { definitionOf } from '../../core/layers/index.ts';
import { presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { summaryText } from './summary-text.ts';

const textOf = (architecture: Architecture) =>
  summaryText(
    summarize(architecture),
    (index) => definitionOf(architecture[index]?.kind ?? 'dense').label,
  );

describe('summaryText', () => {
  const lines = textOf(presets[0]?.architecture ?? []).split('\n');

  test('has a row for each layer with the batch first in its shape', () => {
    expect(lines[2]).toMatch(/^conv2d \(Conv2D\) +\(None, 26, 26, 32\) +320 +194,688 +1,280$/);
    expect(lines[8]).toMatch(/^dense_1 \(Dense\)/);
  });

  test('ends in the totals', () => {
    expect(lines).toContain('Total parameters: 121,930 (488 KB)');
    expect(lines.at(-1)).toBe('MACs: 2,528,000 for one image (FLOPs: 5,056,000)');
  });

  test('all rows of the table are equally long', () => {
    const lengths = new Set(lines.slice(0, 10).map((line) => line.length));
    expect(lengths.size).toBe(1);
  });

  test('says what a residual connection is connected to, and nothing of it in a chain', () => {
    const resnet = presets.find(({ id }) => id === 'resnet-20k')?.architecture ?? [];
    expect(textOf(resnet)).toMatch(/^add \(Add\) .* batch_normalization_2, activation *$/m);
    expect(textOf(resnet)).toContain('Connected to');
    expect(lines.join()).not.toContain('Connected to');
  });

  test('running statistics count as non-trainable', () => {
    const mobileNet = presets.find(({ id }) => id === 'mobilenet-like')?.architecture ?? [];
    expect(textOf(mobileNet)).not.toContain('Non-trainable parameters: 0');
  });
});
