import { beforeEach, expect, test } from 'vitest';
import { maxOwnBudgets } from '../core/budgets.ts';
import type { Challenge } from '../core/challenges.ts';
import { encodeBudgets } from '../share/budget-code.ts';
import { encodeChallenge } from '../share/challenge-code.ts';
import { budgetsStore } from '../stores/budgets.ts';
import { challengeStore } from '../stores/challenge.ts';
import { addBudgets, editBudget, removeBudget } from './budgets.ts';
import { linkParts, openParts } from './link-parts.ts';

const budget = (label: string, storedBytes = 1000) => ({
  ...{ label, storedBytes, activationBytes: null, latencyMs: null, slowdown: 1 },
});
const labels = () => budgetsStore.getState().own.map(({ label }) => label);

beforeEach(() => {
  budgetsStore.setState({ own: [] });
  challengeStore.setState({ opened: null, isLineHidden: false });
});

test('a budget takes the place of one of its name, and there is room for twelve', () => {
  addBudgets([budget('a'), budget('b'), budget('a', 5)]);
  expect(budgetsStore.getState().own).toEqual([budget('a', 5), budget('b')]);
  addBudgets(Array.from({ length: 20 }, (_, place) => budget(`${place}`)));
  expect(labels()).toHaveLength(maxOwnBudgets);
});

test('a budget keeps its place when it is renamed, and names stay unique', () => {
  addBudgets([budget('a'), budget('b'), budget('c')]);
  editBudget('b', budget('z'));
  expect(labels()).toEqual(['a', 'z', 'c']);
  editBudget('z', budget('c'));
  expect(labels()).toEqual(['a', 'c']);
  removeBudget('a');
  expect(labels()).toEqual(['c']);
});

const challenge: Challenge = {
  title: 'Small',
  ...{ accuracy: 0.98, metric: 'fileBytes', most: 20_000 },
};

test('challenge and budgets travel in a link, and one without them takes none away', () => {
  addBudgets([budget('a')]);
  const link = `#/?s=x${linkParts(challenge)}`;
  budgetsStore.setState({ own: [budget('mine')] });
  challengeStore.setState({ isLineHidden: true });
  expect(openParts(link)).toBeNull();
  expect(labels()).toEqual(['mine', 'a']);
  expect(challengeStore.getState()).toEqual({ opened: challenge, isLineHidden: false });
  expect(openParts('#/?s=x')).toBeNull();
  expect(challengeStore.getState().opened).toEqual(challenge);
  expect(labels()).toEqual(['mine', 'a']);
});

test('damaged parts are named and change nothing', () => {
  const code = encodeChallenge(challenge);
  expect(openParts(`#/?c=${code.slice(1)}`)).toMatch(/challenge/);
  expect(openParts(`#/?b=${encodeBudgets([budget('a')]).slice(1)}`)).toMatch(/budget/);
  expect([challengeStore.getState().opened, labels()]).toEqual([null, []]);
});
