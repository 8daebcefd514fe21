import { execFileSync } from 'node:child_process';
import { root } from './root.mjs';

/** Before the tests: the kernels as their sources say now. */
export function setup() {
  execFileSync(process.execPath, ['scripts/build-kernels.mjs'], { cwd: root, stdio: 'inherit' });
}
