import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './root.mjs';

// One project per set of globals: pure, worker, page, Node (tests and configurations).
const projects = ['src/core', 'src/engine', '.', 'tsconfig.node.json', 'bench'];

async function check(project) {
  const args = ['node_modules/typescript/bin/tsc', '--project', project, '--pretty'];
  const [status] = await once(
    spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }),
    'exit',
  );
  if (status !== 0) process.exitCode = 1;
}

await Promise.all(projects.map(check));
