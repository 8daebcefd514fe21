import { expect, test, vi } from 'vitest';

vi.hoisted(() => {
  const location = { href: 'https://example.org/', hash: '' };
  const set = (_state: unknown, _title: unknown, hash: string) => {
    location.hash = hash;
  };
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', { replaceState: set, pushState: set });
});

import { defaultsOf } from '../core/fields.ts';
import { presets } from '../core/presets.ts';
import type { Sweep } from '../core/sweep.ts';
import { trainingFields } from '../core/training-setup.ts';
import { encodeLink } from '../share/encode.ts';
import { encodeSweep } from '../share/sweep.ts';
import { sweepsStore } from '../stores/sweeps.ts';
import { openLink } from './open-link.ts';

const base = { architecture: presets[1]?.architecture ?? [], setup: defaultsOf(trainingFields) };
const link = `https://example.org/#/?s=${encodeLink({ recipe: base })}`;

test('a pasted link whose result is cut off says so, and what is open', () => {
  expect(openLink(link)).toBeNull();
  expect(openLink(`${link}&r=0-2-0.9a45`)).toMatch(
    /^The result in this link is damaged.*\. The network of the link is open\.$/,
  );
});

test('a damaged challenge does not keep a sweep of the same link from being opened', () => {
  const width = { target: { kind: 'width' }, values: [0.5, 1] } as const;
  const sweep: Sweep = { base, axes: [width], kind: 'grid', count: 1, seeds: 1 };
  const before = sweepsStore.getState().draft;
  expect(openLink(`${link}&c=b9800.200&w=${encodeSweep(sweep, base)}`)).toMatch(/^The challenge/);
  expect(sweepsStore.getState().draft).not.toBe(before);
});
