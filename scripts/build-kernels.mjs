// Compiles kernels/*.ts (AssemblyScript) into src/engine/wasm/kernels.wasm. Skips when no source has changed since.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'src/engine/wasm/kernels.wasm');
const stamp = join(root, 'node_modules/.cache/sizewise/kernels.sha256');
const maxBytes = 150_000;

const options = [
  'kernels/index.ts',
  ...['-o', target],
  ...['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--importMemory'],
  // v128 crosses files of the module here, never its border.
  ...['--disableWarning', '112'],
];

function hashSources() {
  const hash = createHash('sha256').update(options.slice(3).join(' '));
  const compiler = join(root, 'node_modules/assemblyscript/package.json');
  const sources = readdirSync(join(root, 'kernels')).filter((name) => name.endsWith('.ts'));
  for (const path of [compiler, ...sources.sort().map((name) => join(root, 'kernels', name))])
    hash.update(readFileSync(path));
  return hash.digest('hex');
}

const hash = hashSources();
const isFresh = existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
if (!isFresh) {
  const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
  execFileSync(process.execPath, [compiler, ...options], { cwd: root, stdio: 'inherit' });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

const bytes = statSync(target).size;
console.log(`kernels.wasm: ${bytes.toLocaleString('en-US')} bytes${isFresh ? ', unchanged' : ''}`);
if (bytes > maxBytes) throw new Error(`kernels.wasm is over its ${maxBytes} bytes`);
