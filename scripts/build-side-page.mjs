import { build } from 'vite';
import { root } from './root.mjs';

/** Bundles a page that is no part of the product (`bench/page`, `e2e/page`) into `outDir`, and says where it lies there. */
export async function buildSidePage(folder, outDir) {
  await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'warn',
    publicDir: `${root}/public`,
    worker: { format: 'es' },
    build: {
      target: 'es2023',
      outDir: `${root}/${outDir}`,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2000,
      rolldownOptions: {
        input: `${root}/${folder}/index.html`,
        checks: { pluginTimings: false },
      },
    },
  });
  return `${folder}/index.html`;
}
