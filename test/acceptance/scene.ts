import type { Browser, Frame, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { type Host, type ServerOptions, startHost, startServer, type TestServer } from '../support/server.ts';

export interface Snippets {
  element: string;
  script: string;
  iframe: string;
  link: string;
}

/** The server with its sample dashboard, a page of another origin, and a browser. */
export interface Scene {
  server: TestServer;
  host: Host;
  browser: Browser;
  dashboard: string;
  /** Key of a sample widget of each type. */
  widgets: Record<string, string>;
  /** Opens a page of the host that consists of this markup. */
  paste(body: string, headers?: Record<string, string>, head?: string): Promise<Page>;
  /** A fresh embed token for the sample widget of a type. */
  token(type: string): Promise<{ token: string; snippets: Snippets }>;
  push(type: string, data: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Whatever a reader sees in an element, shadow roots included, white space collapsed. */
export function textOf(frame: Page | Frame, selector = 'body'): Promise<string> {
  return frame.evaluate(seenText, selector);
}

/** Waits until an element shows a text. @throws naming what it showed instead */
export async function untilShown(frame: Page | Frame, text: string, selector = 'body', ms = 8000): Promise<void> {
  const end = performance.now() + ms;
  let last = '';
  while (performance.now() < end) {
    last = await textOf(frame, selector).catch((error: Error) => `(${error.message})`);
    if (last.includes(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${selector} does not show "${text}" after ${ms} ms, but "${last.slice(0, 400)}"`);
}

/** Runs in the page, so it can use nothing from here. */
function seenText(selector: string): string {
  const read = (node: Node): string => {
    if (node instanceof HTMLSlotElement) return node.assignedNodes().map(read).join(' ');
    if (node instanceof Element) {
      if (/^(STYLE|SCRIPT|TEMPLATE|NOSCRIPT)$/.test(node.tagName) || getComputedStyle(node).display === 'none')
        return '';
      if (node.shadowRoot) return read(node.shadowRoot);
    }
    return node.nodeType === Node.TEXT_NODE ? (node.nodeValue ?? '') : [...node.childNodes].map(read).join(' ');
  };
  const parts = [...document.querySelectorAll(selector)].map(read);
  return parts.join(' ').replace(/\s+/g, ' ').trim();
}

/** The frame of a page that shows something of the server. */
export async function frameOf(page: Page, server: TestServer): Promise<Frame> {
  return page.waitForFrame((frame) => frame !== page.mainFrame() && frame.url().startsWith(server.url), {
    timeout: 8000,
  });
}

/** Starts everything; call `close` in `after`. */
export async function openScene(options: ServerOptions = {}): Promise<Scene> {
  const { env, ...rest } = options;
  const [server, host, browser] = await Promise.all([
    startServer({ env: { SEED: 'sample', ...env }, ...rest }),
    startHost(),
    launchBrowser(),
  ]);
  const { json } = await server.api('GET', '/api/v2/dashboards/');
  const dashboard: string = json.dashboards[0].key;
  const listed = await server.api('GET', `/api/v2/dashboards/${dashboard}/widgets/`);
  const widgets: Record<string, string> = {};
  for (const { type, key } of listed.json.widgets) widgets[type] ??= key;
  let pages = 0;
  return {
    server,
    host,
    browser,
    dashboard,
    widgets,
    async paste(body, headers = {}, head = '') {
      pages += 1;
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>${head}</head><body>${body}</body></html>`;
      const url = host.serve(`/page-${pages}`, { html, headers });
      const page = await browser.newPage();
      await page.goto(url, { waitUntil: 'load' });
      return page;
    },
    token: (type) => server.cli('token', 'create', '--widget', widgets[type] ?? `no ${type} in the sample`),
    async push(type, data) {
      const { status, text } = await server.api('POST', `/api/v2/widgets/${widgets[type]}/data/`, data);
      if (status !== 200) throw new Error(`push to ${type}: ${status} ${text}`);
    },
    async close() {
      await Promise.all([browser.close(), host.close(), server.remove()]);
    },
  };
}
