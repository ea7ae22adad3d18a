import { html } from 'hono/html';
import { PNG } from 'pngjs';
import type { Browser, Page } from 'puppeteer-core';
import type { TypeSpec } from '../../components/model/parse.ts';
import { types } from '../../components/model/types/index.ts';
import { type Sample, samplesOf } from '../../demo/gallery/samples/index.ts';
import { SENTENCE, WORD } from '../../demo/gallery/samples/sample.ts';
import { type Look, STATES, THEMES, widget } from '../../demo/gallery/scenes.ts';
import type { Html } from '../../server/render/page.ts';
import { contrast } from './color.ts';
import { isSettled, placesInPage } from './in-page.ts';
import { PATIENCE } from './patience.ts';

/** Boxes in pixels, from the smallest that must be usable to a wall; one is as wide and flat as a row of a dashboard. */
export const SIZES = [
  [120, 80],
  [160, 120],
  [240, 160],
  [480, 320],
  [640, 80],
  [960, 640],
] as const;

/** Languages that are hard to fit: long words, right-to-left, no spaces. */
const LANGUAGES = {
  de: {
    dir: 'ltr',
    word: WORD,
    sentence:
      'Sämtliche bis zum Mittag eingegangenen und kartenbezahlten Bestellungen haben das Lager verlassen, ausgenommen unterschriftspflichtige Sendungen',
  },
  ar: {
    dir: 'rtl',
    word: 'أفاستسقيناكموهاوالمستشفياتالجامعيةالمتخصصةللأبحاثوالتطويروالاستشارات',
    sentence:
      'غادرت المستودع جميع الطلبات التي وصلت قبل الظهر ودُفع ثمنها بالبطاقة، باستثناء الطرود التي تنتظر توقيعًا من المستلم',
  },
  ja: {
    dir: 'ltr',
    word: '国際連合安全保障理事会常任理事国拒否権行使問題検討特別委員会事務局長補佐官代理人協議会',
    sentence:
      '正午までにご注文いただきカードでお支払い済みの商品は、受取人の署名が必要な荷物を除いてすべて倉庫から出荷されました',
  },
} as const;

const page = (title: string, content: readonly Html[]): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">
<style>body{margin:0;display:flex;flex-wrap:wrap;gap:8px;padding:8px;align-items:start;background:#dfe3e8}</style>
<script type="module" src="/bc.js"></script><script type="module" src="/gallery/states.js"></script></head>
<body><main style="display:contents"><h1 style="inline-size:100%;margin:0">${title}</h1>${content.join('')}</main></body></html>`;

interface Place extends Look {
  dir?: string;
  /** Width and height in pixels; `auto` for a card that may grow. */
  size?: readonly [width: number | '100%', height: number | 'auto'];
  /** Scheme of the page around it, for themes that go by it. */
  scheme?: 'light' | 'dark';
}

const cell = (
  name: string,
  spec: TypeSpec,
  sample: Sample,
  { dir = 'ltr', size = [240, 160], scheme = 'light', ...look }: Place = {},
) =>
  html`<section class="cell" aria-label="${name}" dir="${dir}" style="color-scheme:${scheme};inline-size:${size[0] === '100%' ? size[0] : `${size[0]}px`};${size[1] === 'auto' ? '' : `block-size:${size[1]}px;--bc-height:100%`}">${widget(spec, sample, { level: 2, ...look })}</section>`;

/** Ordinary data and too much of it, in every box and language. */
export function densePage(spec: TypeSpec, host: string): string {
  const samples = samplesOf(spec.type, host);
  const long = samples.filter(({ name }) => /long/i.test(name));
  if (!long.length) throw new Error(`${spec.type} has no sample of long texts`);
  const cells = Object.entries(LANGUAGES).flatMap(([locale, { dir, word, sentence }]) => {
    const inLanguage = (sample: Sample): Sample => {
      const config = { ...sample.config, title: `${WORD} ${SENTENCE}`, subtitle: SENTENCE };
      return JSON.parse(
        JSON.stringify({ ...sample, config })
          .replaceAll(WORD, word)
          .replaceAll(SENTENCE, sentence),
      );
    };
    return [samples[0] as Sample, ...long.map(inLanguage)].flatMap((sample) =>
      SIZES.map((size) => cell(`${sample.name}, ${locale}, ${size.join('x')}`, spec, sample, { locale, dir, size })),
    );
  });
  return page(spec.title, cells);
}

/** Every state in every theme, and the smallest box in every state. */
export function statesPage(spec: TypeSpec, host: string): string {
  const [sample] = samplesOf(spec.type, host) as [Sample];
  return page(
    spec.title,
    STATES.flatMap((state) => [
      ...THEMES.map((theme) => cell(`${state}, ${theme}`, spec, sample, { state, theme })),
      cell(`${state}, high-contrast, dark`, spec, sample, { state, theme: 'high-contrast', scheme: 'dark' }),
      cell(`${state}, small`, spec, sample, { state, size: [120, 80] }),
    ]),
  );
}

/** One live and one old widget of every type. */
export const allPage = (host: string, place: Place = {}): string =>
  page(
    'All types',
    Object.values(types).flatMap((spec) => {
      const [sample] = samplesOf(spec.type, host) as [Sample];
      return [
        cell(spec.type, spec, sample, place),
        cell(`${spec.type}, old`, spec, sample, { ...place, state: 'stale' }),
      ];
    }),
  );

/** Ordinary and large data, in cards that may grow. */
export const paperPage = (host: string): string =>
  page(
    'On paper',
    Object.values(types).flatMap((spec) =>
      samplesOf(spec.type, host)
        .filter(({ name }, index) => index === 0 || /many|long/i.test(name))
        .map((sample) => cell(`${spec.type}, ${sample.name}`, spec, sample, { theme: 'dark', size: [480, 'auto'] })),
    ),
  );

/** Every type with its tools, in small boxes, under a long title and under none. */
export function toolsPage(host: string): string {
  const cells = Object.values(types).flatMap((spec) => {
    const [{ name, config, data }] = samplesOf(spec.type, host) as [Sample];
    return ['ltr', 'rtl'].flatMap((dir) =>
      SIZES.slice(0, -1).flatMap((size) =>
        [SENTENCE, undefined].map((title) =>
          cell(
            `${spec.type}, ${dir}, ${size.join('x')}${title ? '' : ', no title'}`,
            spec,
            { name, config: { ...config, title }, data } as Sample,
            { dir, size },
          ),
        ),
      ),
    );
  });
  return page('Tools', cells).replaceAll('<bc-widget ', '<bc-widget controls ');
}

export interface Opened {
  /** What the reader prefers, as media features; motion is reduced unless they say otherwise. */
  features?: readonly { name: string; value: string }[];
  width?: number;
  scale?: number;
}

/** Opens a page at full height, so that everything on it is drawn, and waits for that. */
export async function openLooks(
  browser: Browser,
  url: string,
  { features = [], width = 1280, scale = 1 }: Opened = {},
): Promise<Page> {
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  await page.setViewport({ width, height: 9000, deviceScaleFactor: scale });
  await session.send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-reduced-motion', value: 'reduce' }, ...features],
  });
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForFunction(isSettled, { polling: 50, timeout: PATIENCE });
  // Elements are only painted after a frame has found them visible.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return page;
}

/** WCAG 1.4.11: less contrast than this does not count as visible. */
const SEEN = 3;

/** A pixel and the neighbours that make it more than a line. */
const AROUND = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/**
 * Counts the pixels of each widget that contrast with its card together with all their neighbours: areas and marks, but
 * no lines, texts or edges.
 */
export async function inkOf(page: Page): Promise<Map<string, number>> {
  const live = (await page.evaluate(placesInPage)).filter(({ state }) => state === 'live');
  const { width, data } = PNG.sync.read(Buffer.from(await page.screenshot()));
  return new Map(
    live.map(({ name, box, texts, surface }) => {
      const ground = `#${Buffer.from(surface).toString('hex')}`;
      const known = new Map<string, boolean>();
      const standsOut = (x: number, y: number): boolean => {
        if (texts.some(([l = 0, t = 0, r = 0, b = 0]) => x >= l - 1 && x <= r && y >= t && y <= b)) return false;
        const at = 4 * (y * width + x);
        const color = `#${(data as Buffer).subarray(at, at + 3).toString('hex')}`;
        const isSeen = known.get(color) ?? contrast(color, ground) >= SEEN;
        known.set(color, isSeen);
        return isSeen;
      };
      const [left = 0, top = 0, right = 0, bottom = 0] = box.map(Math.round);
      let ink = 0;
      for (let y = top + 4; y < bottom - 4; y++)
        for (let x = left + 4; x < right - 4; x++)
          if (AROUND.every(([across, down]) => standsOut(x + across, y + down))) ink++;
      return [name, ink];
    }),
  );
}
