import { defineConfig, devices } from '@playwright/test';
import { browserArgs, findBrowser } from './scripts/find-browser.mjs';

// Workers inherit the choice; two runs at once get two ports.
process.env['E2E_PORT'] ??= String(20_000 + (process.pid % 10_000));
const port = Number(process.env['E2E_PORT']);
const executablePath = findBrowser();

export default defineConfig({
  testDir: 'e2e',
  // Long stories run with `npm run test:full`.
  testIgnore: process.env['FULL'] ? [] : ['**/*.full.spec.ts'],
  // Training takes all cores, and some stories measure it.
  workers: 1,
  timeout: process.env['FULL'] ? 600_000 : 90_000,
  // Scoring 25,000 images takes seconds where the machine is shared.
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    trace: 'retain-on-failure',
    launchOptions: { args: browserArgs, ...(executablePath ? { executablePath } : {}) },
  },
  projects: [
    {
      name: 'desktop',
      use: { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 960 } },
    },
  ],
  webServer: {
    command: `node scripts/serve.mjs dist --port ${port}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
  },
});
