import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../test/support/browser.ts';
import { freePort } from '../test/support/server.ts';

/**
 * Takes the screenshots for the README and the docs: `npm run screenshots` starts a demo for them and lets it run until
 * its charts have values; `npm run screenshots -- ADDRESS` takes them from a running demo, whose host page has that
 * address.
 */
const docs = join(import.meta.dirname, '../docs');
const MAX_BYTES = 300_000;
/** How long the charts collect values first: they show the last minute. */
const HISTORY_MS = 65_000;

/** Whether all widgets of the page, including those in dashboards, show their values. */
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

/** Starts a demo with its own ports and data, and waits until its charts have values. */
async function startDemo(): Promise<{ address: string; stop(): Promise<void> }> {
  const [port, hostPort, data] = [await freePort(), await freePort(), mkdtempSync(join(tmpdir(), 'boardcast-demo-'))];
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run.ts')], {
    env: { ...process.env, PORT: `${port}`, DEMO_PORT: `${hostPort}`, DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const { promise: isReady, resolve } = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('Ctrl-C') && resolve());
  const code = await Promise.race([isReady, ended]);
  if (code) throw new Error(`the demo did not start (${code})`);
  await delay(HISTORY_MS);
  return {
    address: `http://localhost:${hostPort}`,
    async stop() {
      child.kill('SIGINT');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Address of the board that the host page links to. */
async function boardOf(browser: Browser): Promise<string> {
  const page = await browser.newPage();
  await page.goto(address);
  const url = await page.$eval('footer a[href*="/public/"]', ({ href }: HTMLAnchorElement) => href);
  await page.close();
  return url;
}

const demo = process.argv[2] ? undefined : await startDemo();
const address = demo?.address ?? process.argv[2] ?? '';
mkdirSync(docs, { recursive: true });
const browser = await launchBrowser();
try {
  for (const scheme of ['light', 'dark'] as const) {
    await take(browser, { name: scheme, url: address, scheme, height: 770 });
  }
  await take(browser, { name: 'board', url: await boardOf(browser), scheme: 'light', height: 1250 });
  await take(browser, { name: 'shop', url: `${address}/#shop`, scheme: 'light', height: 1400 });
  for (const scheme of ['light', 'dark'] as const) {
    await take(browser, { name: `types-${scheme}`, url: `${address}/gallery/board/`, scheme, height: 1000 });
  }
  await take(browser, { name: 'gallery', url: `${address}/gallery/`, scheme: 'light', height: 1000 });
} finally {
  await browser.close();
  await demo?.stop();
}
