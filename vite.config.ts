import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { developmentHeaders, headers } from './scripts/headers.mjs';
import { serviceWorker } from './scripts/service-worker-plugin.ts';

// Comments of kept licences triple the size of worker chunks; NOTICE names the libraries instead.
const output = { comments: { legal: false } };

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
    rolldownOptions: { output },
  },
  worker: { format: 'es', rolldownOptions: { output } },
});
