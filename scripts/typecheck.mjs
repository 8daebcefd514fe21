import { spawnSync } from 'node:child_process';
import { root } from './root.mjs';

// One project per set of globals: pure, worker, page, Node (tests and configurations).
const projects = ['src/core', 'src/engine', '.', 'tsconfig.node.json'];

for (const project of projects) {
  const args = ['node_modules/typescript/bin/tsc', '--project', project];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
