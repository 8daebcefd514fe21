import { spawnSync } from 'node:child_process';
import { buildIfChanged } from './build.mjs';
import { root, runMain } from './root.mjs';
import { setUp } from './setup.mjs';

async function endToEnd() {
  await setUp({ withBrowser: true });
  buildIfChanged();
  const args = ['node_modules/@playwright/test/cli.js', 'test', ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

await runMain(endToEnd);
