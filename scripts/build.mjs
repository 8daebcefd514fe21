import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, root, runMain } from './root.mjs';
import { setUp } from './setup.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

const sources = [
  'index.html',
  'package-lock.json',
  'public',
  'scripts',
  'src',
  'tsconfig.base.json',
  'vite.config.ts',
];

// Tests do not change the page. The images do, but their manifest names each by its hash.
const isSource = (name) => !/\.test\.(ts|mjs)$/.test(name) && !name.endsWith('.bin');

/** Builds `dist/` unless it was built from these very sources; throws when the build fails. */
export function buildIfChanged() {
  const hash = hashOf(sources, isSource);
  if (isStamped('dist', hash) && existsSync(join(root, 'dist/index.html'))) return;
  console.error('Building the page …');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--logLevel', 'warn'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed (the message is above).');
  for (const name of ['LICENSE', 'NOTICE']) {
    copyFileSync(join(root, name), join(root, 'dist', `${name}.txt`));
  }
  stamp('dist', hash);
}

async function build() {
  await setUp();
  buildIfChanged();
  console.error('dist/ is ready: copy it to any web host, at any path.');
}

if (isMain(import.meta.url)) await runMain(build);
