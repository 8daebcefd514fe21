import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { extname, join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { headers, immutableCacheControl } from './headers.mjs';
import { isMain, root } from './root.mjs';

export const defaultPort = 5180;
const identityPath = '/__sizewise';

const types = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};
const compressible = /\.(css|html|js|json|svg|txt|wasm|webmanifest)$/;

const compressors = {
  br: (content) => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (content) => gzipSync(content),
};

/** The file that a request path names inside `folder`, or undefined. */
function fileFor(folder, pathname) {
  let decoded;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0')) return undefined;
  const path = resolve(folder, `.${decoded.endsWith('/') ? `${decoded}index.html` : decoded}`);
  if (!path.startsWith(folder + sep)) return undefined;
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? { path, stats } : undefined;
}

function encodingFor(path, request) {
  if (!compressible.test(path)) return undefined;
  const accepted = request.headers['accept-encoding'] ?? '';
  return ['br', 'gzip'].find((encoding) => accepted.includes(encoding));
}

const compressed = new Map(); // by path, ETag and encoding

function compress(path, etag, encoding) {
  const key = `${path} ${etag} ${encoding}`;
  const content = compressed.get(key) ?? compressors[encoding](readFileSync(path));
  compressed.set(key, content);
  return content;
}

function sendFile({ path, stats, tableHeaders }, request, response) {
  const etag = `"${stats.size.toString(36)}-${Math.round(stats.mtimeMs).toString(36)}"`;
  const isHashed = path.includes(`${sep}assets${sep}`);
  const fileHeaders = {
    ...tableHeaders,
    'Content-Type': types[extname(path)] ?? 'application/octet-stream',
    'Cache-Control': isHashed ? immutableCacheControl : 'no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding',
  };
  if (request.headers['if-none-match'] === etag) return response.writeHead(304, fileHeaders).end();
  const encoding = encodingFor(path, request);
  const content = encoding && compress(path, etag, encoding);
  response.writeHead(200, {
    ...fileHeaders,
    'Content-Length': content?.length ?? stats.size,
    ...(encoding && { 'Content-Encoding': encoding }),
  });
  if (request.method === 'HEAD') return response.end();
  return content ? response.end(content) : createReadStream(path).pipe(response);
}

const identityOf = (folder) => createHash('sha256').update(folder).digest('hex').slice(0, 16);

/**
 * Listens with the files of `folder`; rejects with code EADDRINUSE when the port is taken.
 * `tableHeaders: {}` makes it a host that cannot send headers.
 * @param {string} folder
 * @param {{ port: number, host: string, tableHeaders?: Record<string, string> }} options
 * @returns {Promise<import('node:http').Server>}
 */
export function serve(folder, { port, host, tableHeaders = headers }) {
  const absolute = resolve(folder);
  const server = createServer((request, response) => {
    const [pathname] = request.url.split('?');
    if (pathname === identityPath) return response.end(identityOf(absolute));
    if (!['GET', 'HEAD'].includes(request.method))
      return response.writeHead(405, tableHeaders).end();
    const file = fileFor(absolute, pathname);
    if (file) return sendFile({ ...file, tableHeaders }, request, response);
    return response.writeHead(404, tableHeaders).end('Not found');
  });
  return new Promise((fulfil, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => fulfil(server));
  });
}

/** Who listens on a port of this machine: 'nobody', 'ourselves' (serving the same folder) or 'another'. */
export async function whoListens(folder, port) {
  try {
    const signal = AbortSignal.timeout(2000);
    const response = await fetch(`http://127.0.0.1:${port}${identityPath}`, { signal });
    return (await response.text()) === identityOf(resolve(folder)) ? 'ourselves' : 'another';
  } catch (error) {
    return error.cause?.code === 'ECONNREFUSED' ? 'nobody' : 'another';
  }
}

function lanAddress() {
  const all = Object.values(networkInterfaces()).flat();
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

/** The address to open for a server bound to `host`. */
export const urlOf = (host, port) => `http://${host === '0.0.0.0' ? lanAddress() : host}:${port}/`;

if (isMain(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string' }, host: { type: 'boolean' } },
  });
  const host = values.host ? '0.0.0.0' : '127.0.0.1';
  const port = Number(values.port ?? defaultPort);
  await serve(positionals[0] ?? join(root, 'dist'), { port, host });
  console.log(urlOf(host, port));
}
