import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { launch, type Page } from 'puppeteer-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** A Chromium of this machine; undefined where there is none. */
export const browserHere = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((file) => existsSync(file));

/** Opens a page in a browser of its own and ends it afterwards. */
export const inBrowser = async <T>(
  executablePath: string,
  url: string,
  work: (page: Page) => Promise<T>,
): Promise<T> => {
  // Root, as in a container, has no sandbox to give it; the pages are ours.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  const browser = await launch({ executablePath, args });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await work(page);
  } finally {
    await browser.close();
  }
};
