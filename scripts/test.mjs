import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { setUp } from './setup.mjs';

const isCheckOnly = process.argv.includes('--check');
const isFull = process.argv.includes('--full');
const env = { ...process.env, ...(isFull && { FULL: '1' }) };

function runNode(script, args) {
  const options = { cwd: root, env, stdio: 'inherit' };
  return spawnSync(process.execPath, [script, ...args], options).status === 0;
}

/** A suite without tests of its own counts as one. */
const step =
  (script, ...args) =>
  () => {
    const succeeded = runNode(script, args);
    return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1 };
  };

function readReport(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** A suite that writes a report; when it crashed, what it reported does not hide that. */
const counted =
  ([script, ...args], file, countsOf) =>
  () => {
    rmSync(join(root, file), { force: true });
    const succeeded = runNode(script, args);
    const report = readReport(file);
    const { passed, failed } = report ? countsOf(report) : { passed: 0, failed: 0 };
    return { passed, failed: succeeded ? failed : Math.max(failed, 1) };
  };

const unitCounts = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
});

const e2eCounts = ({ stats }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky,
});

const unitReport = 'test-results/unit.json';
const unitReporters = ['--reporter=default', '--reporter=json', `--outputFile=${unitReport}`];
const unitTests = ['node_modules/vitest/vitest.mjs', 'run', ...unitReporters];
const e2eTests = ['node_modules/@playwright/test/cli.js', 'test'];

const checks = {
  'format and lint': step('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
  types: step('scripts/typecheck.mjs'),
  'import rules': step('node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'src'),
  'file sizes': step('scripts/check-sizes.mjs'),
  'unit tests': counted(unitTests, unitReport, unitCounts),
};
const product = {
  build: step('scripts/build.mjs'),
  'size budget': step('scripts/check-bundle.mjs'),
  'end to end': counted(e2eTests, 'test-results/e2e.json', e2eCounts),
};
const others = { 'other frameworks': step('interop/run.mjs') };

function runSuite([name, suite]) {
  console.log(`\n== ${name} ==`);
  const start = performance.now();
  const counts = suite();
  return { name, ...counts, seconds: (performance.now() - start) / 1000 };
}

async function setUpSuite() {
  const start = performance.now();
  const succeeded = await setUp({ withBrowser: !isCheckOnly }).then(
    () => true,
    (error) => console.error(error.message),
  );
  const seconds = (performance.now() - start) / 1000;
  return { name: 'set-up', passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, seconds };
}

function print(results) {
  console.log('\nSuite              passed  failed  seconds');
  for (const { name, passed, failed, seconds } of results) {
    const columns = [String(passed).padStart(6), String(failed).padStart(6)];
    console.log(`${name.padEnd(18)} ${columns.join('  ')}  ${seconds.toFixed(1).padStart(7)}`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}

const ready = await setUpSuite();
const all = { ...checks, ...product, ...(isFull && others) };
const suites = Object.entries(isCheckOnly ? checks : all);
print(ready.failed > 0 ? [ready] : [ready, ...suites.map(runSuite)]);
