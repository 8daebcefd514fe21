import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: ['scripts/vitest-setup.mjs'],
    setupFiles: ['scripts/seed-properties.mjs'],
    // Long suites run with `npm run test:full`.
    exclude: process.env['FULL'] ? [] : ['**/*.full.test.ts'],
    include: ['src/**/*.test.ts', 'scripts/**/*.test.mjs', 'bench/**/*.test.{ts,mjs}'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
