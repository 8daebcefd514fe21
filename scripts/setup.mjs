import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser, findPlaywrightBrowser } from './find-browser.mjs';
import { isMain, root, runMain } from './root.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

const say = (text) => console.error(text);

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  return status === 0;
}

// npm names itself to the scripts it runs; by hand it is the one on the PATH, a shell script on Windows.
function npm(args) {
  const own = process.env['npm_execpath'];
  if (own?.endsWith('.js')) return run(process.execPath, [own, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(
    `Node ${process.versions.node} is too old: Sizewise needs 20.19 or newer. Get it from https://nodejs.org.`,
  );
}

function installPackages() {
  const platform = `${process.platform}-${process.arch}-${process.versions.modules}`;
  const hash = `${hashOf(['package-lock.json'])} ${platform}`;
  if (isStamped('packages', hash)) return;
  say('Installing packages (once, about half a minute) …');
  // Nothing we use needs install scripts, and one of them (core-js) only prints an advertisement.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  if (!npm(['ci', ...flags])) {
    throw new Error(
      'npm could not install the packages (its message is above). Is the network there? Then run the same command again.',
    );
  }
  stamp('packages', hash);
}

function buildKernels() {
  if (!run(process.execPath, ['scripts/build-kernels.mjs'])) {
    throw new Error('The WebAssembly kernels did not compile (the message is above).');
  }
}

async function packData() {
  const { packMnist } = await import('./pack-mnist.mjs');
  if (!existsSync(join(root, 'public/data/mnist/manifest.json'))) {
    say('Packing the 70,000 MNIST images (once, about ten seconds) …');
  }
  packMnist();
}

const starts = (browser) => spawnSync(browser, ['--version']).status === 0;

/** Playwright's own download; fails within seconds, changing nothing, where its server is out of reach. */
function downloadBrowser() {
  const playwright = (...args) =>
    run(process.execPath, ['node_modules/@playwright/test/cli.js', ...args], { timeout: 300_000 });
  say('No Chromium or Chrome found: trying the download of Playwright …');
  playwright('install', 'chromium');
  const browser = findPlaywrightBrowser();
  if (!browser || starts(browser)) return browser;
  playwright('install-deps', 'chromium');
  return starts(browser) ? browser : undefined;
}

function installDebianBrowser() {
  const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!isDebianRoot) return undefined;
  say("Installing Debian's chromium …");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => run('apt-get', ['-q', ...args], { env, timeout: 480_000 });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'chromium');
  return findBrowser();
}

function provideBrowser() {
  const browser = findBrowser() ?? downloadBrowser() ?? installDebianBrowser();
  if (browser) return;
  throw new Error(
    'The tests need Chromium or Chrome, and none was found. Install one, or set CHROMIUM_PATH to its program, and run the same command again.',
  );
}

/** Makes a bare checkout ready: packages, kernels, data and, for tests, a browser. Quick when nothing changed. */
export async function setUp({ withBrowser = false } = {}) {
  checkNode();
  installPackages();
  buildKernels();
  await packData();
  if (withBrowser) provideBrowser();
}

if (isMain(import.meta.url)) {
  await runMain(() => setUp({ withBrowser: process.argv.includes('--browser') }));
}
