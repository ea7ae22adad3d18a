import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { fillBoard } from '../support/fill.ts';
import { type Host, startHost, startServer, type TestServer } from '../support/server.ts';
import { limited, median, type Result, within } from './result.ts';
import { idle, mainThread, taskTime } from './trace.ts';

const ROUNDS = 7;

/** Cards as wide as the page, and small ones of which a hundred fit a large screen. */
const WIDE = { width: 800, height: 600, style: '' };
const SMALL = {
  width: 1920,
  height: 1080,
  style: '<style>body > * { float: left; inline-size: 11rem; block-size: 6rem; --bc-height: 6rem }</style>',
};

type Look = typeof WIDE;

const draft = (index: number) => ({
  title: `Orders ${index + 1}`,
  data: { value1: 12_450 + index, value2: 9800, text1: 'today', text2: 'yesterday' },
});

/**
 * Careful handwritten code for the same numbers: one element class, one style sheet shared by all shadow roots, one
 * request, one stream, and direct text updates.
 */
const byHand = (
  server: string,
  keys: string[],
  style: string,
): string => `<!doctype html><title>By hand</title><body>${style}<script type="module">
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(\`:host { display: block; block-size: 11rem; container-type: size; border: 1px solid #ddd; border-radius: 8px; padding: 12px;
      font: 1rem/1.4 system-ui, sans-serif }
    h3 { font-size: 1rem; margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
    p { margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
    .value { font-size: clamp(1rem, min(30cqi, 46cqb), 5rem); font-weight: 600 }
    .good { color: green } .bad { color: red }\`);
  const smart = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'always' });
  const make = (parent, name, className, text) => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    parent.append(element);
    return element;
  };
  customElements.define('hand-widget', class extends HTMLElement {
    show({ title, data }) {
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet];
      const frame = document.createElement('section');
      const head = make(frame, 'header', '', '');
      make(head, 'h3', '', title);
      const body = make(frame, 'div', 'body', '');
      make(body, 'p', 'value', smart.format(data.value1)).title = String(data.value1);
      make(body, 'p', 'caption', data.text1);
      const change = make(body, 'p', 'change', '');
      make(change, 'b', ...(data.value1 >= data.value2 ? ['good', '↑ '] : ['bad', '↓ '])).textContent += percent.format(data.value1 / data.value2 - 1);
      make(change, 'span', 'baseline', smart.format(data.value2) + ' ' + data.text2);
      root.replaceChildren(frame);
    }
  });
  const answer = await fetch('${server}/live', { method: 'POST', body: '${JSON.stringify({ widgets: keys.map((key) => ({ key })) })}' });
  const { widgets, stream } = await answer.json();
  const shown = new Map();
  for (const widget of widgets) {
    const element = document.createElement('hand-widget');
    document.body.append(element);
    element.show(widget);
    shown.set(widget.key, { element, widget });
  }
  new EventSource('${server}' + stream).addEventListener('data', ({ data }) => {
    const { key, data: latest } = JSON.parse(data);
    const { element, widget } = shown.get(key);
    element.show({ ...widget, data: latest });
  });
</script>`;

const byTag = (url: string, keys: string[], style: string): string =>
  `<!doctype html><title>By tag</title>${style}<script type="module" src="${url}/bc.js"></script>` +
  keys.map((key) => `<bc-widget key="${key}"></bc-widget>`).join('');

/** Milliseconds the main thread takes to load a page. */
async function loadTime(browser: Browser, url: string, { width, height }: Look): Promise<number> {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  const before = await taskTime(page);
  await page.goto(url, { waitUntil: 'load' });
  await idle(page);
  const time = (await taskTime(page)) - before;
  await page.close();
  return time;
}

async function compare(
  browser: Browser,
  host: Host,
  server: TestServer,
  count: number,
  look: Look = WIDE,
): Promise<Result> {
  const board = await fillBoard(server, count, 'number', draft);
  const name = `${count}${look === SMALL ? ' small' : ''} number widgets${look === SMALL ? ' on one screen' : ''}`;
  const path = encodeURI(name);
  const hand = host.serve(`/hand-${path}`, { html: byHand(server.url, board.widgets, look.style) });
  const tag = host.serve(`/tag-${path}`, { html: byTag(server.url, board.widgets, look.style) });
  const times: Record<'floor' | 'ours', number[]> = { floor: [], ours: [] };
  // In turn, so that other load affects both; the first round fills the browser's caches.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [floor, ours] = [await loadTime(browser, hand, look), await loadTime(browser, tag, look)];
    if (round === 0) continue;
    times.floor.push(floor);
    times.ours.push(ours);
  }
  return within(`${name}, main thread`, median(times.floor), median(times.ours), 'ms', 1.35);
}

/** Number views in the page, shadow roots included. */
const BUILT = `(() => {
  const count = (root) => [...root.querySelectorAll('*')].reduce((sum, element) =>
    sum + (element.localName === 'bc-number' ? 1 : 0) + (element.shadowRoot ? count(element.shadowRoot) : 0), 0);
  return count(document);
})()`;

async function bigDashboard(browser: Browser, host: Host, server: TestServer): Promise<Result[]> {
  const board = await fillBoard(server, 1000, 'number', draft);
  const url = host.serve('/big', {
    html: `<!doctype html><title>Big</title><script type="module" src="${server.url}/bc.js"></script><bc-dashboard key="${board.key}"></bc-dashboard>`,
  });
  const runs: { longest: number; built: number }[] = [];
  for (let round = 0; round < 3; round += 1) {
    const page = await browser.newPage();
    const { longest } = await mainThread(page, async () => {
      await page.goto(url, { waitUntil: 'load' });
      await page.waitForFunction(`${BUILT} > 0`, { polling: 100, timeout: 20_000 });
      await idle(page);
    });
    const built = Number(await page.evaluate(BUILT));
    runs.push({ longest, built });
    await page.close();
  }
  const built = Math.max(...runs.map((each) => each.built));
  return [
    limited('1,000-widget dashboard, longest task', null, median(runs.map(({ longest }) => longest)), 'ms', 50),
    { ...limited('1,000-widget dashboard, widgets built', 1000, built, 'views', 200), note: 'floor: all of them' },
  ];
}

/** The main thread time of a page with many numbers. */
export async function run(): Promise<Result[]> {
  const [server, host, browser] = await Promise.all([startServer(), startHost(), launchBrowser()]);
  try {
    return [
      await compare(browser, host, server, 12),
      await compare(browser, host, server, 100),
      await compare(browser, host, server, 100, SMALL),
      ...(await bigDashboard(browser, host, server)),
    ];
  } finally {
    await Promise.all([browser.close(), host.close(), server.remove()]);
  }
}
