import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged } from './build.mjs';
import { root, runMain } from './root.mjs';
import { defaultPort, serve, urlOf, whoListens } from './serve.mjs';
import { setUp } from './setup.mjs';

const folder = join(root, 'dist');

/** Serves on the first port from `port` on that is free, unless a server of ours is there; says which, and whether. */
async function serveFrom(port, host) {
  const listener = await whoListens(folder, port);
  if (listener === 'ourselves') return { port, wasRunning: true };
  if (listener === 'another') return serveFrom(port + 1, host);
  try {
    await serve(folder, { port, host });
    return { port, wasRunning: false };
  } catch (error) {
    if (error.code === 'EADDRINUSE') return serveFrom(port + 1, host);
    throw error;
  }
}

async function start() {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, host: { type: 'boolean' } },
  });
  const host = values.host ? '0.0.0.0' : '127.0.0.1';
  const wanted = Number(values.port ?? defaultPort);
  await setUp();
  buildIfChanged();
  const { port, wasRunning } = await serveFrom(wanted, host);
  if (port !== wanted) {
    console.error(`Port ${wanted} is taken by another program, so Sizewise takes ${port}.`);
    console.error(
      `Runs saved at ${urlOf(host, wanted)} stay there: a browser keeps them by address.`,
    );
  }
  console.log(`Sizewise ${wasRunning ? 'runs already' : 'is ready'}: ${urlOf(host, port)}`);
}

await runMain(start);
