import { defineConfig } from 'vitest/config';

// Modules that hold what the page holds (stores, an open database): each file of tests starts with new ones.
const stateful = 'src/{actions,stores,storage}/**/*.test.ts';
// Long suites run with `npm run test:full`.
const exclude = process.env['FULL'] ? [] : ['**/*.full.test.ts'];

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: ['scripts/vitest-setup.mjs'],
    setupFiles: ['scripts/seed-properties.mjs'],
    testTimeout: 20_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'page', include: [stateful], exclude } },
      {
        extends: true,
        test: {
          name: 'all else',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.mjs', 'bench/**/*.test.{ts,mjs}'],
          exclude: [stateful, ...exclude],
          // Modules are loaded once per worker, not once per file.
          isolate: false,
        },
      },
    ],
  },
});
