import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headers, headersFileIsCurrent } from './headers.mjs';
import { serve, whoListens } from './serve.mjs';

const outside = mkdtempSync(join(tmpdir(), 'sizewise-'));
const folder = join(outside, 'dist');
let server;
let port;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<p>Hello</p>');
  writeFileSync(join(folder, 'assets', 'kernels-abc.wasm'), Buffer.from([0, 97, 115, 109]));
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  server = await serve(folder, { port: 0, host: '127.0.0.1' });
  port = server.address().port;
});

afterAll(() => {
  server.close();
  rmSync(outside, { recursive: true });
});

const get = (path, options) => fetch(`http://127.0.0.1:${port}${path}`, options);

/** The status line of a request whose path `fetch` would tidy up. */
function rawStatus(path) {
  return new Promise((fulfil, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    socket.once('data', (data) => fulfil(String(data).split('\r\n')[0]));
    socket.once('error', reject);
  });
}

test('every file carries the isolation and security headers', async () => {
  const response = await get('/');
  expect(await response.text()).toBe('<p>Hello</p>');
  for (const [name, value] of Object.entries(headers)) {
    expect(response.headers.get(name)).toBe(value);
  }
});

test('wasm has its MIME type, and hashed files never expire', async () => {
  const response = await get('/assets/kernels-abc.wasm');
  expect(response.headers.get('content-type')).toBe('application/wasm');
  expect(response.headers.get('cache-control')).toContain('immutable');
});

test('an unchanged file answers 304', async () => {
  const etag = (await get('/')).headers.get('etag');
  expect((await get('/', { headers: { 'If-None-Match': etag } })).status).toBe(304);
});

test('text is sent compressed to those who accept it', async () => {
  const response = await get('/', { headers: { 'Accept-Encoding': 'gzip' } });
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(await response.text()).toBe('<p>Hello</p>');
});

test.each(['/../secret.txt', '/..%2fsecret.txt', '/%', '/%00', '/absent'])(
  'the path %s leads nowhere, and the server lives on',
  async (path) => {
    expect(await rawStatus(path)).toBe('HTTP/1.1 404 Not Found');
    expect((await get('/')).status).toBe(200);
  },
);

test('a port is told to be ours, another program’s or free', async () => {
  expect(await whoListens(folder, port)).toBe('ourselves');
  expect(await whoListens(outside, port)).toBe('another');
  const closing = await serve(folder, { port: 0, host: '127.0.0.1' });
  const freePort = closing.address().port;
  await new Promise((fulfil) => closing.close(fulfil));
  expect(await whoListens(folder, freePort)).toBe('nobody');
});

test('public/_headers says what the table says', () => {
  expect(headersFileIsCurrent()).toBe(true);
});
