import { expect, test } from '@playwright/test';
import { browserArgs, findBrowser, hardwareGpuArgs } from '../scripts/find-browser.mjs';
import { addressOf, button, numberIn, output, region, trainToEnd } from './app.ts';
import { takeSoftwareForGpu } from './software-gpu.ts';

/** With `GPU=1` on the machine's own GPU, else on a software renderer that is taken for one (WebGL: its WebGPU is too slow to learn on). */
const isHardware = Boolean(process.env['GPU']);
const gpuName = isHardware ? 'WebGPU' : 'WebGL';
const softwareArgs = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const executablePath = findBrowser();
test.use({
  serviceWorkers: 'block',
  launchOptions: {
    args: [...browserArgs, ...(isHardware ? hardwareGpuArgs : softwareArgs)],
    ...(executablePath ? { executablePath } : {}),
  },
});

/** Ahead of the worker's own code: lets a story lose the WebGL contexts and WebGPU devices that the worker made, as a driver would. */
const deviceLoser = `
const { getContext } = OffscreenCanvas.prototype;
const contexts = [];
OffscreenCanvas.prototype.getContext = function (...wanted) {
  const context = getContext.apply(this, wanted);
  if (wanted[0] === 'webgl2') contexts.push(context);
  return context;
};
const devices = [];
if (globalThis.GPUAdapter) {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...wanted) {
    const device = await requestDevice.apply(this, wanted);
    devices.push(device);
    return device;
  };
}
new BroadcastChannel('lose-devices').onmessage = () => {
  for (const device of devices) device.destroy();
  for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
};
`;

test.beforeEach(({ page }) => takeSoftwareForGpu(page, deviceLoser));

test('the GPU runtime learns as the CPU runtime does', async ({ page }) => {
  await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 2000 }));
  await trainToEnd(page);
  const onCpu = await numberIn(output(page, 'Validation accuracy'));
  await page.getByRole('combobox', { name: 'Device' }).selectOption('tfjs');
  await trainToEnd(page, 240_000);
  await expect(region(page, 'Results')).toContainText(gpuName);
  expect(Math.abs((await numberIn(output(page, 'Validation accuracy'))) - onCpu)).toBeLessThan(2);
});

test('a device lost in mid-run is said so, and the CPU is one press away', async ({ page }) => {
  await page.goto(addressOf('mlp-784-128-10', { epochs: 20 }));
  await page.getByRole('combobox', { name: 'Device' }).selectOption('tfjs');
  await button(page, 'Train').click();
  await expect(output(page, 'Training accuracy')).toContainText('%', { timeout: 60_000 });
  await page.evaluate(() => new BroadcastChannel('lose-devices').postMessage('now'));
  await expect(region(page, 'Training').getByRole('alert')).toContainText(/taken away/, {
    timeout: 30_000,
  });
  await button(page, 'Train on the CPU instead').click();
  await expect(button(page, 'Pause')).toBeVisible();
});

test('Try the GPU times real steps on every runtime and compares them', async ({ page }) => {
  await page.goto(addressOf('cnn-2k'));
  await button(page, 'Train').waitFor();
  await page.evaluate(() => {
    location.hash = '#/device';
  });
  await button(page, 'Try the GPU').click();
  const row = page.getByRole('dialog').getByRole('row', { name: new RegExp(gpuName) });
  await expect(row).toContainText(/\d.*ms|\d.* s/, { timeout: 90_000 });
});
