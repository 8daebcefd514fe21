import type { Page } from '@playwright/test';

/**
 * The page refuses software renderers: here alone its worker does not know them by name. Service workers must be blocked.
 * @param ahead runs before the worker's own code
 */
export async function takeSoftwareForGpu(page: Page, ahead = ''): Promise<void> {
  await page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    const body = (await response.text())
      .replace('swiftshader|', '')
      .replace('software|', '')
      .replace(/\w+\.isFallbackAdapter===!0/, 'false');
    await route.fulfill({ response, body: ahead + body });
  });
}
