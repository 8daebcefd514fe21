import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';

const stampPath = (name) => join(root, 'node_modules', '.cache', 'sizewise', `${name}.sha256`);

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).sort();
  return names.flatMap((name) => filesUnder(join(path, name)));
}

/** SHA-256 over the names and contents of files and folders, given relative to the repository. */
export function hashOf(paths, isIncluded = () => true) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((each) => filesUnder(join(root, each)))) {
    const name = path.slice(root.length + 1).replaceAll('\\', '/');
    if (isIncluded(name)) hash.update(`${name}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** Whether `name` was last stamped with this hash. */
export function isStamped(name, hash) {
  const path = stampPath(name);
  return existsSync(path) && readFileSync(path, 'utf8') === hash;
}

/** Remembers the hash of what `name` was made from. Forgotten with node_modules. */
export function stamp(name, hash) {
  mkdirSync(dirname(stampPath(name)), { recursive: true });
  writeFileSync(stampPath(name), hash);
}
