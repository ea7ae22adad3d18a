import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../test/support/browser.ts';

/**
 * Takes the pictures of the README from the running demo: `npm run demo`, then `node demo/screenshots.ts [ADDRESS]`.
 * The address is that of the foreign host page.
 */
const address = process.argv[2] ?? 'http://localhost:8788';
const docs = join(import.meta.dirname, '../docs');
const MAX_BYTES = 300_000;

/** Whether every widget of the page, also those in shadow roots and dashboards, shows its values. */
const IS_DRAWN = `(() => {
  const walk = (root) => [...root.querySelectorAll('*')].flatMap((element) => [
    ...(element.localName === 'bc-widget' ? [element] : []), ...(element.shadowRoot ? walk(element.shadowRoot) : [])]);
  const near = walk(document).filter((element) => element.getBoundingClientRect().top < innerHeight);
  return near.length > 0 && near.every((element) => element.status && element.status !== 'loading');
})()`;

interface Picture {
  name: string;
  url: string;
  scheme: 'light' | 'dark';
  height: number;
}

async function take(browser: Browser, { name, url, scheme, height }: Picture): Promise<void> {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForFunction(IS_DRAWN, { polling: 100, timeout: 20_000 });
  await page.waitForNetworkIdle({ idleTime: 1000, concurrency: 4, timeout: 10_000 });
  const path = join(docs, `boardcast-${name}.png`);
  await page.screenshot({ path: path as `${string}.png`, optimizeForSpeed: false });
  const { size } = statSync(path);
  console.log(`${path}: ${Math.round(size / 1000)} KB`);
  if (size > MAX_BYTES) throw new Error(`${path} is larger than ${MAX_BYTES / 1000} KB`);
  await page.close();
}

/** Address of the board that the host page links to. */
async function boardOf(browser: Browser): Promise<string> {
  const page = await browser.newPage();
  await page.goto(address);
  const url = await page.$eval('a[href*="/public/"]', ({ href }: HTMLAnchorElement) => href);
  await page.close();
  return url;
}

await fetch(address).catch(() => {
  console.error(`Nothing answers at ${address}: start it with npm run demo`);
  process.exit(1);
});
mkdirSync(docs, { recursive: true });
const browser = await launchBrowser();
try {
  for (const scheme of ['light', 'dark'] as const) {
    await take(browser, { name: scheme, url: address, scheme, height: 770 });
  }
  await take(browser, { name: 'board', url: await boardOf(browser), scheme: 'light', height: 800 });
} finally {
  await browser.close();
}
