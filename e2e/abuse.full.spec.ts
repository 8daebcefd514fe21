import { addressOf, button, expect, output, region, test, trainToEnd } from './app.ts';

const seeds = [1, 2];
const commandCount = 1000;
const commandsAtOnce = 20;

/** Some presses in a row on whatever the page offers, drawn by a seed, and what they were: runs in the page. */
async function pressAtRandom({ seed, count }: { seed: number; count: number }): Promise<string[]> {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pressable = (pattern: RegExp) =>
    [...document.querySelectorAll('button')].filter(
      (found) => !found.disabled && pattern.test(found.ariaLabel ?? found.textContent.trim()),
    );
  const choose = (label: string) => {
    const select = document.querySelector<HTMLSelectElement>(`select[aria-label="${label}"]`);
    if (select === null || select.disabled) return;
    const setValue = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')?.set;
    setValue?.call(select, select.options[random(select.options.length)]?.value);
    select.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const training = [/^(Train|Pause|Resume)$/, /^Step$/, /^Stop$/, /^Restart$/];
  const editing = [/^Undo$/, /^Redo$/, /^Duplicate layer/, /^Delete layer/, /^Move layer/, /^Put /];
  const runs = [/^More about/, /^Delete [a-z]+-[a-z]+/, /^[a-z]+-[a-z]+/, /^Bring back$/];
  const notices = [/^Retry$/, /^Dismiss$/, /^Keep it as a run$/, /^Throw it away$/, /^Continue/];
  const patterns = [...training, ...training, ...training, ...editing, ...runs, ...notices];
  const done: string[] = [];
  for (let command = 0; command < count; command++) {
    if (random(25) === 0) {
      choose('Preset');
      done.push('preset');
    } else {
      const found = pressable(patterns[random(patterns.length)] ?? /^$/);
      const pressed = found[random(found.length)];
      pressed?.click();
      done.push(pressed?.ariaLabel ?? pressed?.textContent ?? '-');
    }
    await new Promise((resolve) => setTimeout(resolve, random(4) === 0 ? random(200) : 0));
  }
  return done;
}

for (const seed of seeds)
  test(`a thousand presses at random, seed ${seed}: the state is always clear and the next run works`, async ({
    page,
  }) => {
    await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 500 }));
    await expect(output(page, 'Latency p50')).toContainText('ms');
    for (let done = 0; done < commandCount; done += commandsAtOnce) {
      const pressed = await page.evaluate(pressAtRandom, {
        seed: seed * 1_000_003 + done,
        count: commandsAtOnce,
      });
      await test.step(pressed.join(', '), async () => {
        const primary = region(page, 'Training').getByRole('button', {
          name: /^(Train|Pause|Resume)$/,
        });
        await expect(primary).toHaveCount(1);
        await expect(page.getByText('our fault')).toHaveCount(0);
      });
    }
    const stop = button(page, 'Stop');
    await expect(async () => {
      if (await stop.isEnabled()) await stop.click({ timeout: 1000 });
      await expect(button(page, 'Train')).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 120_000 });
    await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 500 }));
    const before = await region(page, 'Runs').getByRole('row').count();
    await trainToEnd(page);
    await expect(region(page, 'Runs').getByRole('row')).toHaveCount(Math.max(before + 1, 2));
  });
