import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const programNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
];

const usualPlaces = {
  darwin: () => [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: (env) =>
    [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
      .filter(Boolean)
      .flatMap((folder) => [
        join(folder, 'Google/Chrome/Application/chrome.exe'),
        join(folder, 'Microsoft/Edge/Application/msedge.exe'),
      ]),
  linux: () => ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/opt/google/chrome/chrome'],
};

const playwrightCaches = {
  darwin: () => join(homedir(), 'Library/Caches/ms-playwright'),
  win32: (env) => join(env['LOCALAPPDATA'] ?? '', 'ms-playwright'),
  linux: (env) => join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ms-playwright'),
};

const playwrightPrograms = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const forPlatform = (table) => table[process.platform] ?? table.linux;

/** The newest Chromium in Playwright's own cache, or undefined. */
export function findPlaywrightBrowser(env = process.env) {
  const cache = env['PLAYWRIGHT_BROWSERS_PATH'] ?? forPlatform(playwrightCaches)(env);
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((name) => playwrightPrograms.map((program) => join(cache, name, program)))
    .find(isExecutable);
}

/** The path of a Chromium-family browser, or undefined; throws when the environment names one that is not there. */
export function findBrowser(env = process.env) {
  const named = env['CHROMIUM_PATH'] || env['CHROME_PATH'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH or CHROME_PATH names ${named}, which is not a program.`);
  }
  const folders = (env['PATH'] ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => programNames.map((name) => join(folder, name)));
  return (
    [...onPath, ...forPlatform(usualPlaces)(env)].find(isExecutable) ?? findPlaywrightBrowser(env)
  );
}

/** Command-line switches for a browser under test; Chromium refuses its sandbox to root. */
export const browserArgs = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** A software GPU for WebGL and WebGPU: it is there to run, not to be fast. */
export const softwareGpuArgs = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** The machine's own GPU, which headless Chromium on Linux does not use by itself: WebGPU on Vulkan, WebGL through ANGLE on it. */
export const hardwareGpuArgs = [
  '--ignore-gpu-blocklist',
  '--enable-unsafe-webgpu',
  ...(process.platform === 'linux'
    ? ['--use-angle=vulkan', '--enable-features=Vulkan', '--disable-vulkan-surface']
    : []),
];

/** What the stories about the GPU runtime run on: a software GPU, or with `GPU=1` the machine's own. */
export const gpuArgs = process.env['GPU'] ? hardwareGpuArgs : softwareGpuArgs;
