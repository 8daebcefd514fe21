import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Budget, budgetProblem, builtInBudgets, judgeBudget } from './budgets.ts';

const budgetNamed = (label: string): Budget => {
  const budget = builtInBudgets.find((candidate) => candidate.label === label);
  if (budget === undefined) throw new Error(`no budget ${label}`);
  return budget;
};
/** The reference CNN: its file to a few hundred bytes, its activations, and a latency as on a laptop. */
const referenceCnn = { storedBytes: 489_000, activationBytes: 108_160, p50Ms: 0.25 };

test('what arrives within a second: 140 KB on 3G, 934 KB on 4G', () => {
  expect(budgetNamed('Download on 3G').storedBytes).toBe(140_000);
  expect(budgetNamed('Download on 4G').storedBytes).toBe(933_750);
  expect(judgeBudget(budgetNamed('Download on 3G'), referenceCnn).fits).toBe(false);
  expect(judgeBudget(budgetNamed('Download on 4G'), referenceCnn).fits).toBe(true);
});

test('the reference CNN fits a microcontroller by its bytes, and not by its time', () => {
  const { fits, decisive, checks } = judgeBudget(budgetNamed('Microcontroller'), referenceCnn);
  expect(fits).toBe(false);
  expect(decisive).toMatchObject({ name: 'latencyMs', amount: 250, limit: 100, share: 2.5 });
  expect(checks.map(({ share }) => (share ?? 0) <= 1)).toEqual([true, true, false]);
});

test('a frame of the car is 392 digits: 0.085 ms for each', () => {
  const car = budgetNamed('Car camera, 30 frames a second');
  const at = (p50Ms: number) => judgeBudget(car, { ...referenceCnn, p50Ms }).fits;
  expect(at(0.085)).toBe(true);
  expect(at(0.0851)).toBe(false);
});

test('an unknown latency leaves open what it would decide, and nothing else', () => {
  const unmeasured = { ...referenceCnn, p50Ms: null };
  const microcontroller = budgetNamed('Microcontroller');
  const open = judgeBudget(microcontroller, unmeasured);
  expect([open.fits, open.decisive?.name]).toEqual([null, 'storedBytes']);
  const huge = { ...unmeasured, storedBytes: 1e7 };
  expect(judgeBudget(microcontroller, huge).fits).toBe(false);
  expect(judgeBudget(budgetNamed('Download on 4G'), unmeasured).fits).toBe(true);
});

test('it fits when nothing is above its limit, and the fullest limit decides', () => {
  const amount = fc.integer({ min: 1, max: 1000 });
  const limit = fc.option(amount);
  const budget = fc.record({
    label: fc.constant('own'),
    ...{ storedBytes: limit, activationBytes: limit, latencyMs: limit, slowdown: amount },
  });
  const cost = fc.record({ storedBytes: amount, activationBytes: amount, p50Ms: amount });
  fc.assert(
    fc.property(budget, cost, (own, taken) => {
      const { fits, decisive, checks } = judgeBudget(own, taken);
      expect(fits).toBe(
        taken.storedBytes <= (own.storedBytes ?? Infinity) &&
          taken.activationBytes <= (own.activationBytes ?? Infinity) &&
          taken.p50Ms * own.slowdown <= (own.latencyMs ?? Infinity),
      );
      for (const { share } of checks) expect(share ?? 0).toBeLessThanOrEqual(decisive?.share ?? -1);
    }),
  );
});

test('every built-in budget is one that could be an own one, and says where it comes from', () => {
  for (const budget of builtInBudgets) {
    expect([budget.label, budgetProblem(budget)]).toEqual([budget.label, null]);
    expect(budget.source && budget.assumption).toBeTruthy();
  }
  const labels = builtInBudgets.map(({ label }) => label);
  expect(new Set(labels).size).toBe(labels.length);
});

test('an own budget has a name, a limit, and numbers within bounds', () => {
  const own = { ...budgetNamed('Phone app'), label: 'Mine' };
  const none = { storedBytes: null, activationBytes: null, latencyMs: null };
  expect(budgetProblem(own)).toBeNull();
  expect(budgetProblem({ ...own, label: '' })).toMatch(/name/);
  expect(budgetProblem({ ...own, ...none })).toMatch(/limit/);
  expect(budgetProblem({ ...own, storedBytes: 1.5 })).toMatch(/Stored bytes/);
  expect(budgetProblem({ ...own, slowdown: Number.NaN })).toMatch(/slower/);
});
