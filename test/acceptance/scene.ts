import type { Browser, CDPSession, Frame, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { PATIENCE } from '../support/patience.ts';
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

/** A page, a frame of its own origin in it, or a frame of the server's; see `framesOf`. */
type Shown = Page | Frame | CDPSession;

/** Whatever a reader sees in an element, shadow roots included, white space collapsed. */
export async function textOf(shown: Shown, selector = 'body'): Promise<string> {
  if ('evaluate' in shown) return shown.evaluate(seenText, selector);
  const expression = `(${seenText})(${JSON.stringify(selector)})`;
  const { result, exceptionDetails } = await shown.send('Runtime.evaluate', { expression, returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** Waits until an element shows a text. @throws naming what it showed instead */
export async function untilShown(shown: Shown, text: string, selector = 'body', ms = PATIENCE): Promise<void> {
  const end = performance.now() + ms;
  let last = '';
  while (performance.now() < end) {
    last = await textOf(shown, selector).catch((error: Error) => `(${error.message})`);
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

/**
 * The frames of a page that show something of the server, once there are so many. Asks the browser itself: puppeteer may
 * miss that a frame of another origin has loaded when many do at once on a slow machine.
 */
export async function framesOf(page: Page, server: TestServer, count = 1): Promise<CDPSession[]> {
  const session = await page.browser().target().createCDPSession();
  const end = performance.now() + PATIENCE;
  for (;;) {
    const { targetInfos } = await session.send('Target.getTargets');
    const frames = targetInfos.filter(({ type, url }) => type === 'iframe' && url.startsWith(server.url));
    if (frames.length === count) return Promise.all(frames.map(({ targetId }) => attach(session, targetId)));
    if (performance.now() > end) throw new Error(`there are ${frames.length} frames of the server, not ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function attach(session: CDPSession, targetId: string): Promise<CDPSession> {
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: true });
  const attached = session.connection()?.session(sessionId);
  if (!attached) throw new Error(`no session with ${targetId}`);
  return attached;
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
