import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { headers } from './headers.mjs';

interface BuiltFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

// Data is cached by the engine when it is read; fonts for scripts that the page does not use are never read; HDF5's library and
// the runtimes of others weigh more than all the rest, and are loaded when somebody asks for them.
const isPrecached = ({ name }: BuiltFile): boolean =>
  !/^(_headers|robots\.txt|sw\.js|licenses\.md|\.vite\/.*|.*\.map)$/.test(name) &&
  !/(cyrillic|greek|vietnamese|latin-ext|hdf5_hl|ort-wasm|onnxruntime|litert)/.test(name);

function publicFiles(folder: string): BuiltFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, content: readFileSync(join(folder, name)) }));
}

/** The worker's source with the version, the files to cache and the headers filled in. */
function sourceFor(files: readonly BuiltFile[], root: string): string {
  const hash = createHash('sha256');
  for (const { name, content } of files) hash.update(name).update(content);
  const constants = {
    version: hash.digest('hex').slice(0, 12),
    files: files.map(({ name }) => (name === 'index.html' ? './' : name)),
    headers,
  };
  const template = readFileSync(join(root, 'scripts/service-worker.js'), 'utf8');
  return `const build = ${JSON.stringify(constants)};\n${template}`;
}

/** Adds `sw.js` to a build: offline use, and isolation on hosts that cannot send headers. */
export function serviceWorker(): Plugin {
  let root = '';
  let publicFolder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      publicFolder = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const built = Object.values(bundle).map((file) => ({
          name: file.fileName,
          content: file.type === 'chunk' ? file.code : file.source,
        }));
        const files = [...built, ...publicFiles(publicFolder)].filter(isPrecached);
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: sourceFor(files, root) });
      },
    },
  };
}
