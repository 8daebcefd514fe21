import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isMain, root } from './root.mjs';

const maxInitialBytes = 250_000;
const dist = join(root, 'dist');

/** Text that survives minification and tells that a library is inside. */
const libraries = {
  'TensorFlow.js': 'Conv2DBackpropFilter',
  recharts: 'recharts-wrapper',
  uPlot: 'u-legend',
};

const read = (file) => readFileSync(join(dist, file), 'utf8');

/** The entry chunk and all that it imports statically. */
function initialChunks(manifest) {
  const chosen = new Set();
  const visit = (key) => {
    if (chosen.has(key)) return;
    chosen.add(key);
    for (const next of manifest[key].imports ?? []) visit(next);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key);
  return [...chosen].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'));
}

function librariesIn(file) {
  const text = read(file);
  return Object.keys(libraries).filter((name) => text.includes(libraries[name]));
}

/** What the first visit loads, and what is wrong with it: `{ bytes, problems }`, bytes gzipped. */
export function checkBundle() {
  const initial = initialChunks(JSON.parse(read('.vite/manifest.json')));
  const bytes = initial.reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
  const workers = readdirSync(join(dist, 'assets')).filter((name) => /^worker-.*\.js$/.test(name));
  const problems = [
    ...initial.flatMap((file) => librariesIn(file).map((name) => `${file} holds ${name}`)),
    ...workers
      .map((name) => `assets/${name}`)
      .filter((file) => librariesIn(file).includes('TensorFlow.js'))
      .map((file) => `${file} holds TensorFlow.js, which the worker loads on demand`),
  ];
  if (bytes > maxInitialBytes) problems.push(`initial JavaScript is over ${maxInitialBytes} bytes`);
  return { bytes, problems };
}

if (isMain(import.meta.url)) {
  const { bytes, problems } = checkBundle();
  console.log(
    `initial JavaScript: ${(bytes / 1000).toFixed(1)} KB gzipped, at most ${maxInitialBytes / 1000}`,
  );
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
