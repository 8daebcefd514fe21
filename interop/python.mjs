import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/root.mjs';
import { hashOf, isStamped, stamp } from '../scripts/stamp.mjs';

const environment = join(root, '.cache/interop-python');
const bin = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';

const run = (command, args) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;

/** The Python with all the frameworks: INTEROP_PYTHON names one, else one is set up here, once (about 8 GB). */
export function findPython() {
  const named = process.env['INTEROP_PYTHON'];
  if (named) return named;
  const python = join(environment, bin);
  const hash = hashOf(['interop/requirements.txt']);
  if (existsSync(python) && isStamped('interop', hash)) return python;
  console.error('Setting up a Python with the frameworks (once, several minutes) …');
  const made = ['python3.11', 'python3', 'python'].some((command) =>
    run(command, ['-m', 'venv', environment]),
  );
  if (!made || !run(python, ['-m', 'pip', 'install', '--quiet', '-r', 'interop/requirements.txt']))
    throw new Error(
      'The frameworks could not be installed (the message is above): they need Python 3.11 and the network.',
    );
  stamp('interop', hash);
  return python;
}
