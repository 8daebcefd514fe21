// Compiles kernels/*.ts (AssemblyScript) into src/engine/wasm/kernels.wasm. Skips when no source has changed since.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'src/engine/wasm');
const stamp = join(root, 'node_modules/.cache/sizewise/kernels.sha256');
const maxBytes = 150_000;

// The same kernels twice: a module says of its memory whether it is shared, and only isolated pages may share.
const common = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--importMemory'];
// v128 crosses files of the module here, never its border.
const quiet = ['--disableWarning', '112'];
const shared = ['--sharedMemory', '--maximumMemory', '65535', '--enable', 'threads'];
const targets = {
  'kernels.wasm': [...common, ...quiet],
  'kernels-shared.wasm': [...common, ...quiet, ...shared],
};

function hashSources() {
  const hash = createHash('sha256').update(JSON.stringify(targets));
  const compiler = join(root, 'node_modules/assemblyscript/package.json');
  const sources = readdirSync(join(root, 'kernels')).filter((name) => name.endsWith('.ts'));
  for (const path of [compiler, ...sources.sort().map((name) => join(root, 'kernels', name))])
    hash.update(readFileSync(path));
  return hash.digest('hex');
}

function compile(name, options) {
  const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const output = ['kernels/index.ts', '-o', join(folder, name)];
  const stdio = 'inherit';
  execFileSync(process.execPath, [compiler, ...output, ...options], { cwd: root, stdio });
}

const hash = hashSources();
const names = Object.keys(targets);
const isFresh =
  names.every((name) => existsSync(join(folder, name))) &&
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === hash;
if (!isFresh) {
  for (const [name, options] of Object.entries(targets)) compile(name, options);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

for (const name of names) {
  const bytes = statSync(join(folder, name)).size;
  const words = `${bytes.toLocaleString('en-US')} bytes${isFresh ? ', unchanged' : ''}`;
  console.log(`${name}: ${words}`);
  if (bytes > maxBytes) throw new Error(`${name} is over its ${maxBytes} bytes`);
}
