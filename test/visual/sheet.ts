import { html } from 'hono/html';
import type { Browser, Page } from 'puppeteer-core';
import type { TypeSpec } from '../../components/model/parse.ts';
import { type Sample, samplesOf } from '../../demo/gallery/samples/index.ts';
import { type Look, SIZES, STATES, THEMES, widget } from '../../demo/gallery/scenes.ts';
import type { Html } from '../../server/render/page.ts';
import { isSettled } from '../support/in-page.ts';
import { PATIENCE } from '../support/patience.ts';
import type { Cell } from './compare.ts';

/** What a sheet believes to be now; a Monday. */
const NOW = Date.UTC(2026, 2, 2, 12);
const WIDTH = 1520;

const DIRECTIONS = ['ltr', 'rtl'] as const;
const FRAMED = `<!doctype html><html lang="en"><title>Framed</title><body style="margin:0;background:#b9d0ea"><div style="margin:1rem;block-size:3rem;background:#3b6ea5"></div></body></html>`;

/** Pages that a sheet needs beside those of the gallery. */
export function sheetPages(
  spec: TypeSpec,
  host: string,
  font: Buffer | undefined,
): Map<string, { type: string; text: string | Buffer }> {
  const [ordinary, ...special] = samplesOf(spec.type, host) as [Sample, ...Sample[]];
  const cell = (name: string, size: keyof typeof SIZES, sample: Sample, look: Look & { dir?: string } = {}): Html => {
    const [width, height] = SIZES[size];
    const place = `inline-size:${width}px;block-size:${height}px`;
    return html`<div class="cell" data-name="${name}, ${size}" dir="${look.dir ?? 'ltr'}" style="${place}">${widget(spec, sample, look)}</div>`;
  };
  const states = DIRECTIONS.flatMap((dir) =>
    STATES.flatMap((state) =>
      (['small', 'medium'] as const).map((size) => cell(`${state}, ${dir}`, size, ordinary, { state, dir })),
    ),
  );
  const themes = THEMES.flatMap((theme) => [
    cell(`${theme}, rtl`, 'medium', ordinary, { theme, dir: 'rtl' }),
    cell(theme, 'large', ordinary, { theme }),
  ]);
  const samples = special.flatMap((sample) =>
    (['small', 'medium'] as const).map((size) => cell(`“${sample.name}”`, size, sample)),
  );
  const face = font
    ? '@font-face{font-family:Sheet;src:url(/sheet/font.ttf)}:root{--bc-font:Sheet;--bc-font-mono:Sheet}'
    : '';
  const text = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${spec.title}</title><link rel="icon" href="data:,">
<style>${face}body{margin:0;inline-size:${WIDTH}px;display:flex;flex-wrap:wrap;gap:8px;padding:8px;box-sizing:border-box;align-items:start;background:#dfe3e8}.cell{--bc-height:100%}</style>
<script type="module" src="/bc.js"></script><script type="module" src="/gallery/states.js"></script></head>
<body>${[...themes, ...states, ...samples].join('')}</body></html>`;
  return new Map<string, { type: string; text: string | Buffer }>([
    [`/sheet/${spec.type}`, { type: 'text/html', text }],
    ['/gallery/inner', { type: 'text/html', text: FRAMED }],
    ...(font ? [['/sheet/font.ttf', { type: 'font/ttf', text: font }] as const] : []),
  ]);
}

/** Stops the clock of a page. */
const stopClock = (now: number): void => {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given: unknown[]) {
      super(...((given.length ? given : [now]) as [number]));
    }
    static override now = () => now;
  } as DateConstructor;
};

export interface Sheet {
  png: Uint8Array;
  cells: Cell[];
}

/** Something that is done in a page before its picture is taken. */
export interface Change {
  change(...style: string[]): void;
  style: string[];
}

/** Opens a sheet and takes its picture once all of it is drawn. @throws when something on it is never drawn */
export async function takeSheet(browser: Browser, url: string, change?: Change): Promise<Sheet> {
  const page = await browser.newPage();
  // In a background page, no element comes near the viewport.
  const session = await page.createCDPSession();
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  await page.setViewport({ width: WIDTH, height: 1000 });
  await page.emulateTimezone('UTC');
  await page.emulateMediaFeatures([
    { name: 'prefers-reduced-motion', value: 'reduce' },
    { name: 'prefers-color-scheme', value: 'light' },
  ]);
  await page.evaluateOnNewDocument(stopClock, NOW);
  await page.goto(url, { waitUntil: 'load' });
  const [width, height] = await page.evaluate(() => [document.body.offsetWidth, document.body.offsetHeight] as const);
  await page.setViewport({ width, height });
  await page.waitForFunction(isSettled, { polling: 50, timeout: PATIENCE });
  if (change) await page.evaluate(change.change, ...change.style);
  await rest(page);
  const cells = await page.$$eval('.cell', (all) =>
    all.map((element): Cell => {
      const { x, y, width, height: high } = element.getBoundingClientRect();
      return { name: (element as HTMLElement).dataset.name ?? '', x, y, width, height: high };
    }),
  );
  const png = await page.screenshot({ optimizeForSpeed: true, captureBeyondViewport: false });
  await page.close();
  return { png, cells };
}

/** Waits for the fonts, and until the page has had nothing to do for a while. */
const rest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await document.fonts.ready;
    for (let turn = 0; turn < 3; turn += 1)
      await new Promise<void>((resolve) => requestIdleCallback(() => setTimeout(resolve, 20), { timeout: 500 }));
  });
