// `npm run bench`, or with options: `npm run bench -- --help`.
import { writeFileSync } from 'node:fs';
import { root, runMain } from '../scripts/root.mjs';
import { setUp } from '../scripts/setup.mjs';
import { readOptions } from './options.mjs';

/** A work after another, each printed when it is done. */
async function runWorks(subjects, options) {
  const { works } = await import('./works.mjs');
  const { measure, lossProblems } = await import('./measure.mjs');
  const { printWork } = await import('./print.mjs');
  const chosen = works.filter(({ work }, i) =>
    options.only ? work === options.only : options.all || i < 2,
  );
  if (chosen.length === 0)
    throw new Error(
      `no work ${options.only}: there are ${works.map(({ work }) => work).join(', ')}`,
    );
  const rows = [];
  for (const work of chosen) {
    const measured = await measure(subjects, work, options);
    if (measured.length === 0) continue;
    printWork(measured);
    for (const problem of lossProblems(measured)) console.log(`  NOT THE SAME WORK: ${problem}`);
    rows.push(...measured);
    save(rows, options);
  }
}

/** After each work: what was measured stays when a later one is cut off. */
function save(rows, { json }) {
  if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
}

async function runSizes(subjects, options) {
  const { sizedWorks, largestWorks } = await import('./works.mjs');
  const { measure } = await import('./measure.mjs');
  const { printSizes, printLargest } = await import('./print.mjs');
  const { drawSizes } = await import('./chart.mjs');
  const { tryLargest } = await import('./largest.mjs');
  const rows = [];
  for (const work of sizedWorks) {
    rows.push(...(await measure(subjects, work, options)));
    save(rows, options);
  }
  printSizes(rows);
  writeFileSync(options.svg, drawSizes(rows));
  console.log(`\nChart: ${options.svg}`);
  printLargest(await tryLargest(subjects, largestWorks));
}

async function bench() {
  const options = readOptions();
  if (options === null) return;
  process.chdir(root);
  await setUp({ withBrowser: true });
  const { openPages } = await import('./pages.mjs');
  const { openPytorch } = await import('./pytorch.mjs');
  const pytorch = await openPytorch(options.paths);
  const inPages = options.paths.filter((path) => !path.startsWith('pytorch'));
  const pages = await openPages(inPages, options);
  const all = [...pages.subjects, ...pytorch.subjects];
  const subjects = options.paths.flatMap((path) => all.find((one) => one.path === path) ?? []);
  try {
    await (options.sizes ? runSizes : runWorks)(subjects, options);
  } finally {
    await pages.close();
    pytorch.close();
  }
}

await runMain(bench);
