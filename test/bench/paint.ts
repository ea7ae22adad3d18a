import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { fillBoard } from '../support/fill.ts';
import { ADMIN_KEY, type Host, startHost, startServer, type TestServer } from '../support/server.ts';
import { limited, percentile, type Result } from './result.ts';

const PUSHES = 150;
const REVOCATIONS = 5;

/** Runs in the page: records when a number was painted, in milliseconds since 1970. */
const WATCH = `
  const painted = {};
  let last;
  const look = () => {
    const text = read();
    if (text !== last) {
      last = text;
      const { port1, port2 } = new MessageChannel();
      // the frame with the text has been painted when the next task runs
      port1.onmessage = () => { painted[parseInt(text, 10)] = performance.timeOrigin + performance.now(); };
      port2.postMessage(0);
    }
    requestAnimationFrame(look);
  };
  look();`;

const FLOOR_PAGE = `<!doctype html><title>Floor</title><p>-</p><script>
  const figure = document.querySelector('p');
  new EventSource('/stream').onmessage = ({ data }) => { figure.textContent = JSON.parse(data).value1; };
  const read = () => figure.textContent;${WATCH}</script>`;

const ourPage = (url: string, key: string): string => `<!doctype html><title>Ours</title>
  <script type="module" src="${url}/bc.js"></script><bc-widget key="${key}"></bc-widget><script>
  const read = () => document.querySelector('bc-widget').shadowRoot?.querySelector('bc-number')?.shadowRoot
    ?.querySelector('[part~=value]')?.textContent.trim() ?? '-';${WATCH}</script>`;

/** The minimum of a push: a request whose body is sent to all listeners. */
async function startFloor() {
  const viewers = new Set<ServerResponse>();
  const server = createServer(async (request, response) => {
    if (request.url === '/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('\n');
      viewers.add(response);
    } else if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += chunk;
      for (const viewer of viewers) viewer.write(`data: ${body}\n\n`);
      response.end('{}');
    } else response.writeHead(200, { 'content-type': 'text/html' }).end(FLOOR_PAGE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** Pushes 1, 2, 3 … and returns for each the milliseconds until the page had painted it. */
async function latencies(browser: Browser, pageUrl: string, pushUrl: string): Promise<number[]> {
  const page = await browser.newPage();
  await page.goto(pageUrl);
  const sent: number[] = [];
  const push = async (value: number): Promise<void> => {
    sent[value] = performance.timeOrigin + performance.now();
    const response = await fetch(pushUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ value1: value }),
    });
    if (!response.ok) throw new Error(`push answered ${response.status}`);
    await response.arrayBuffer();
  };
  const isPainted = (value: number) => page.waitForFunction(`painted[${value}]`, { polling: 50, timeout: 10_000 });
  // the stream opens after the first paint: push until a value arrives
  for (let warmUp = 1; warmUp <= 10; warmUp += 1) {
    await push(warmUp);
    await delay(200);
  }
  await isPainted(10);
  for (let value = 11; value <= PUSHES + 10; value += 1) {
    await push(value);
    // more than the 100 ms between two updates of a widget, and not in step with the screen
    await delay(115 + Math.random() * 35);
  }
  await isPainted(PUSHES + 10);
  const painted = (await page.evaluate('painted')) as Record<number, number>;
  await page.close();
  const measured = sent.flatMap((at, value) => (value > 10 && painted[value] ? [painted[value] - at] : []));
  if (measured.length < PUSHES * 0.98) throw new Error(`only ${measured.length} of ${PUSHES} pushes were painted`);
  return measured;
}

/** For several tokens, the milliseconds from revoking one on the command line until its number is gone from the page. */
async function revocations(browser: Browser, host: Host, server: TestServer, key: string): Promise<number[]> {
  const figure = `document.querySelector('bc-widget').shadowRoot?.querySelector('bc-number')`;
  const taken: number[] = [];
  for (let round = 0; round < REVOCATIONS; round += 1) {
    const { token, snippets } = await server.cli('token', 'create', '--widget', key);
    const page = await browser.newPage();
    await page.goto(
      host.serve(`/revoke-${round}`, { html: `<!doctype html><title>Revoked</title>${snippets.element}` }),
    );
    await page.waitForFunction(figure, { polling: 20 });
    // the stream opens after the first paint
    await delay(1000);
    await server.cli('token', 'revoke', token);
    const from = performance.now();
    await page.waitForFunction(`!${figure}`, { polling: 20 });
    taken.push(performance.now() - from);
    await page.close();
  }
  return taken;
}

/** Milliseconds from an API call to the pixels of a viewer, and from a revocation until they are gone. */
export async function run(): Promise<Result[]> {
  const [server, host, browser, floor] = await Promise.all([startServer(), startHost(), launchBrowser(), startFloor()]);
  try {
    const { widgets } = await fillBoard(server, 1, 'number', () => ({
      config: { decimal_places: 0, format_number: '1' },
    }));
    const key = widgets[0] ?? '';
    const least = await latencies(browser, floor.url, floor.url);
    const page = host.serve('/ours', { html: ourPage(server.url, key) });
    const ours = await latencies(browser, page, `${server.url}/api/v2/widgets/${key}/data/`);
    const gone = await revocations(browser, host, server, key);
    const painted = [
      { name: 'p50', share: 0.5, limit: 16 },
      { name: 'p99', share: 0.99, limit: 50 },
    ].map(({ name, share, limit }) => {
      const [a, b] = [percentile(least, share), percentile(ours, share)];
      const goal = `<= ${limit} ms`;
      return { name: `push to painted, ${name}`, floor: a, ours: b, unit: 'ms', ratio: b / a, goal, pass: b <= limit };
    });
    return [...painted, limited('revoked to gone from the page, at most', null, Math.max(...gone), 'ms', 1000)];
  } finally {
    floor.close();
    await Promise.all([browser.close(), host.close(), server.remove()]);
  }
}
