import react from '@vitejs/plugin-react';
import { defineConfig, type Rolldown } from 'vite';
import { developmentHeaders, headers } from './scripts/headers.mjs';
import { serviceWorker } from './scripts/service-worker-plugin.ts';

// Comments of kept licences triple the size of worker chunks; NOTICE names the libraries instead.
const output = { comments: { legal: false } };

/** LiteRT's script looks for Node's modules where it runs in Node: of no interest in a browser. */
const onLog: NonNullable<Rolldown.InputOptions['onLog']> = (level, log, handle) => {
  if (!/node:\w+" has been externalized/.test(log.message)) handle(level, log);
};

export default defineConfig({
  base: './',
  plugins: [react(), serviceWorker()],
  server: { headers: developmentHeaders },
  preview: { headers },
  build: {
    target: 'es2023',
    manifest: true,
    license: { fileName: 'licenses.md' },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { output, onLog },
  },
  worker: { format: 'es', rolldownOptions: { output, onLog } },
});
