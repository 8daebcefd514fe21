import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './root.mjs';

// One project per set of globals: pure, worker, page, Node (tests and configurations).
const projects = [
  'src/core',
  'src/engine',
  'src/production',
  '.',
  'tsconfig.node.json',
  'bench',
  'interop',
];

async function check(project) {
  // What was checked is remembered: the next check looks only at what has changed since.
  const memory = `.cache/types/${project.replaceAll(/\W+/g, '-')}.tsbuildinfo`;
  const options = ['--project', project, '--pretty', '--incremental', '--tsBuildInfoFile', memory];
  const args = ['node_modules/typescript/bin/tsc', ...options];
  const [status] = await once(
    spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }),
    'exit',
  );
  if (status !== 0) process.exitCode = 1;
}

await Promise.all(projects.map(check));
