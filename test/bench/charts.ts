import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { type Host, startHost, startServer, type TestServer } from '../support/server.ts';
import { limited, median, type Result } from './result.ts';
import { idle, mainThread, taskTime } from './trace.ts';

const COUNT = 50;
const ROUNDS = 9;
const KINDS = ['bar', 'line', 'pie', 'doughnut'];
const LABELS = Array.from({ length: 12 }, (_, month) => `Month ${month + 1}`);

const dataOf = (seed: number) => ({
  labels: LABELS,
  datasets: ['This year', 'Last year'].map((label, row) => ({
    label,
    data: LABELS.map((_, month) => 100 + ((seed * 37 + row * 61 + month * 53) % 90)),
  })),
});

/** Bare Chart.js: one canvas per chart, created in slices of 8 ms as we do, and nothing else. */
const bare = (): string => `<!doctype html><title>Bare</title>
  <style>div { position: relative; inline-size: 300px; block-size: 176px; display: inline-block }</style>
  <script src="/chart.js"></script><body><script>
  const charts = [];
  const inputs = ${JSON.stringify(Array.from({ length: COUNT }, (_, index) => ({ type: KINDS[index % 4], data: dataOf(index) })))};
  const step = () => {
    const end = performance.now() + 8;
    while (charts.length < inputs.length && performance.now() < end) {
      const canvas = document.body.appendChild(document.createElement('div')).appendChild(document.createElement('canvas'));
      const { type, data } = inputs[charts.length];
      charts.push(new Chart(canvas, { type, data, options: { responsive: true, maintainAspectRatio: false, animation: false } }));
    }
    if (charts.length < inputs.length) setTimeout(step); else window.ready = true;
  };
  step();
  window.update = (seed) => {
    for (const [index, chart] of charts.entries()) {
      for (const [row, dataset] of chart.data.datasets.entries())
        dataset.data = dataset.data.map((_, month) => 100 + (((index + seed) * 37 + row * 61 + month * 53) % 90));
      chart.update('none');
    }
  };
</script>`;

const ours = (url: string): string => `<!doctype html><title>Ours</title>
  <style>bc-widget { inline-size: 300px; --bc-height: 176px; display: inline-block }</style>
  <script type="module" src="${url}/bc.js"></script><body>
  ${Array.from({ length: COUNT }, (_, index) => {
    const config = JSON.stringify({ chart_type: KINDS[index % 4] });
    return `<bc-widget type="chart" config='${config}' data='${JSON.stringify(dataOf(index))}'></bc-widget>`;
  }).join('')}
  <script>
  const widgets = [...document.querySelectorAll('bc-widget')];
  window.update = (seed) => {
    for (const [index, widget] of widgets.entries()) widget.data = {
      labels: widget.data.labels,
      datasets: widget.data.datasets.map(({ label, data }, row) => ({
        label, data: data.map((_, month) => 100 + (((index + seed) * 37 + row * 61 + month * 53) % 90)) })),
    };
  };
</script>`;

/** Canvases of the page, including shadow roots, that are not empty. */
const DRAWN = `(() => {
  const canvases = [];
  const walk = (root) => { for (const element of root.querySelectorAll('*')) {
    if (element.localName === 'canvas' && element.width > 0) canvases.push(element);
    if (element.shadowRoot) walk(element.shadowRoot);
  } };
  walk(document);
  return canvases.length;
})()`;

interface Figures {
  blocking: number;
  update: number;
}

async function measure(page: Page, url: string): Promise<Figures> {
  // all charts within the viewport, so that each of them is really drawn
  await page.setViewport({ width: 1600, height: 2400 });
  const { blocking } = await mainThread(page, async () => {
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForFunction(`${DRAWN} >= ${COUNT}`, { polling: 100, timeout: 20_000 });
    await idle(page);
  });
  const before = await taskTime(page);
  await page.evaluate('update(7)');
  await idle(page);
  return { blocking, update: (await taskTime(page)) - before };
}

/** Measures the pages in turn, so that other load affects both; each has its own browser. */
async function rounds(...urls: string[]): Promise<Figures[]> {
  const browsers = await Promise.all(urls.map(() => launchBrowser()));
  const all = urls.map((): Figures[] => []);
  try {
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [index, url] of urls.entries()) {
        const page = await (browsers[index] as Browser).newPage();
        all[index]?.push(await measure(page, url));
        await page.close();
      }
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
  }
  return all.map((figures) => ({
    blocking: median(figures.map((each) => each.blocking)),
    update: median(figures.map((each) => each.update)),
  }));
}

const pages = (host: Host, server: TestServer) => {
  const script = readFileSync(join(import.meta.dirname, '../../node_modules/chart.js/dist/chart.umd.js'), 'utf8');
  host.serve('/chart.js', { html: script, headers: { 'content-type': 'text/javascript' } });
  return { bare: host.serve('/bare', { html: bare() }), ours: host.serve('/ours', { html: ours(server.url) }) };
};

/** The cost of starting and updating fifty charts on one page. */
export async function run(): Promise<Result[]> {
  const [server, host] = await Promise.all([startServer(), startHost()]);
  try {
    const urls = pages(host, server);
    const [floor, own] = (await rounds(urls.bare, urls.ours)) as [Figures, Figures];
    return [
      limited('50 charts, total blocking time', floor.blocking, own.blocking, 'ms', 20),
      limited('50 charts, update of all', floor.update, own.update, 'ms', 110),
    ];
  } finally {
    await Promise.all([host.close(), server.remove()]);
  }
}
