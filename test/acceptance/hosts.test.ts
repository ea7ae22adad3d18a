import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CDPSession, Page } from 'puppeteer-core';
import { framesOf, openScene, type Scene, textOf, untilShown } from './scene.ts';

/** Keeps a part of the script from a page. @returns the addresses that were refused so far */
async function refuse(page: Page, part: string): Promise<string[]> {
  const refused: string[] = [];
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (!request.url().includes(part)) return request.continue();
    refused.push(request.url());
    return request.abort();
  });
  return refused;
}

/** Pages whose owners thought of everything but us. */
describe('hosts that must work', () => {
  let scene: Scene;
  let pasted: { token: string; snippets: { element: string; script: string; iframe: string } };

  before(async () => {
    scene = await openScene();
    pasted = await scene.token('number');
  });
  after(() => scene.close());

  /** A push before the page opens must be shown, and one while it is open. */
  async function watch(open: () => Promise<Page>, first: number, selector = 'bc-widget'): Promise<Page> {
    await scene.push('number', { value1: first });
    const page = await open();
    await untilShown(page, String(first), selector);
    await scene.push('number', { value1: first + 1 });
    await untilShown(page, String(first + 1), selector);
    return page;
  }

  it('a strict content security policy with trusted types', async () => {
    const { url } = scene.server;
    const policy = [
      "default-src 'none'",
      `script-src ${url}`,
      `connect-src ${url}`,
      `style-src ${url}`,
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ].join('; ');
    const page = await watch(() => scene.paste(pasted.snippets.element, { 'content-security-policy': policy }), 201);
    await page.close();
  });

  it('a value that poses as a template: none of it runs, and the frame names the field', async () => {
    const script = await (await fetch(`${scene.server.url}/bc.js`)).text();
    const mark = /\(\{(\S+?):\w+,strings:\w+,values:\w+\}\)/.exec(script)?.[1] ?? '';
    assert.notEqual(mark, '');
    const text1 = { [mark]: 1, strings: ['<img src="x" onerror="document.title = 1">'], values: [] };
    await scene.push('number', { value1: 207, text1 });
    const page = await scene.paste(pasted.snippets.element);
    await untilShown(page, 'data.text1', 'bc-widget');
    assert.equal(await page.title(), 'Host');
    assert.equal(
      await page.evaluate(() => document.querySelector('bc-widget')?.shadowRoot?.querySelector('img')),
      null,
    );
    await page.close();
  });

  it('a policy without the lit-html trusted type: the script falls back to a frame', async () => {
    const { url } = scene.server;
    const policy = `default-src 'none'; script-src ${url}; connect-src ${url}; frame-src ${url}; require-trusted-types-for 'script'; trusted-types none-of-ours`;
    await scene.push('number', { value1: 203 });
    const page = await scene.paste(pasted.snippets.script, { 'content-security-policy': policy });
    for (const frame of await framesOf(page, scene.server)) await untilShown(frame, '203');
    await page.close();
  });

  it('a page that is XHTML: the script falls back to a frame', async () => {
    const script = pasted.snippets.script.replace('async', 'async=""');
    const html = `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Strict</title></head><body>${script}</body></html>`;
    await scene.push('number', { value1: 205 });
    const page = await scene.browser.newPage();
    await page.goto(scene.host.serve('/strict', { html, headers: { 'content-type': 'application/xhtml+xml' } }));
    for (const frame of await framesOf(page, scene.server)) await untilShown(frame, '205');
    await page.close();
  });

  it('a script that is older than its server: it says so, asks for the new one, and reloading helps', async () => {
    const { url } = scene.server;
    const page = await scene.browser.newPage();
    let isOld = true;
    let refreshed = 0;
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const path = request.url().slice(url.length);
      if (request.resourceType() === 'fetch' && path === '/bc.js') refreshed += 1;
      if (isOld && path.startsWith('/chunks/text-')) request.respond({ status: 404, body: 'Not found' });
      else request.continue();
    });
    const widget = `<bc-widget type="text" data='{"text1": "from the new one"}'></bc-widget>`;
    const html = `<!doctype html><title>Old</title><script type="module" src="${url}/bc.js"></script>${widget}`;
    await page.goto(scene.host.serve('/old', { html }));
    await untilShown(page, 'reload the page', 'bc-widget');
    assert.equal(refreshed, 1);
    isOld = false;
    await page.reload();
    await untilShown(page, 'from the new one', 'bc-widget');
    await page.close();
  });

  it('cross-origin isolation (COEP require-corp)', async () => {
    const headers = {
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-opener-policy': 'same-origin',
    };
    const page = await watch(() => scene.paste(pasted.snippets.element, headers), 211);
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    await page.close();
  });

  it('cross-origin isolation with the iframe', async () => {
    await scene.push('number', { value1: 213 });
    const headers = { 'cross-origin-embedder-policy': 'require-corp' };
    const page = await scene.paste(pasted.snippets.iframe, headers);
    for (const frame of await framesOf(page, scene.server)) await untilShown(frame, '213');
    await page.close();
  });

  it('a sandboxed frame without an origin of its own: polls instead of streaming', async () => {
    const inner = `<!doctype html>${pasted.snippets.element}`.replaceAll('"', '&quot;');
    await scene.server.api('PATCH', `/api/v2/widgets/${scene.widgets.number}/`, { refresh_interval: 1 });
    await scene.push('number', { value1: 221 });
    const page = await scene.paste(`<iframe sandbox="allow-scripts" srcdoc="${inner}"></iframe>`);
    const frame = await page.waitForFrame((each) => each !== page.mainFrame() && each.url() === 'about:srcdoc');
    await untilShown(frame, '221', 'bc-widget');
    await scene.push('number', { value1: 222 });
    await untilShown(frame, '222', 'bc-widget');
    await page.close();
  });

  it('a theme whose `rem` is 62.5 %: all is as large as elsewhere', async () => {
    const theme = '<style>html { font-size: 62.5% } body { font-size: 1.6rem }</style>';
    const page = await watch(() => scene.paste(pasted.snippets.element, {}, theme), 241);
    const sizes = await page.evaluate(() => {
      const widget = document.querySelector('bc-widget');
      const title = widget?.shadowRoot?.querySelector('[part=title]') as HTMLElement;
      const view = widget?.shadowRoot?.querySelector('bc-number')?.shadowRoot;
      const caption = view?.querySelector('[part=caption]') ?? (view?.querySelector('[part=value]') as Element);
      const small = Number.parseFloat(getComputedStyle(caption).fontSize) >= 12;
      return [widget?.clientHeight, getComputedStyle(title).fontSize, small];
    });
    assert.deepEqual(sizes, [176, '14px', true]);
    await page.close();
  });

  it('style sheets that hit every name and everything that is inherited', async () => {
    const hostile = `<style>
      :root { font-size: 5px }
      body { font: italic 0/0 cursive; text-indent: -99px; letter-spacing: 1em; word-spacing: 3em; white-space: pre;
        text-transform: uppercase; text-align: right; color: transparent; writing-mode: vertical-rl; quotes: none }
      * { margin: 9px; padding: 9px; border: 9px solid red; box-sizing: content-box }
      section, div, p, span, output, b, header, h3, bc-number, [part] { display: none !important; font-size: 0 !important }
    </style>`;
    const page = await watch(() => scene.paste(pasted.snippets.element, {}, hostile), 231);
    const seen = await page.evaluate(() => {
      const view = document.querySelector('bc-widget')?.shadowRoot?.querySelector('bc-number');
      const value = view?.shadowRoot?.querySelector('[part~="value"]') as HTMLElement;
      const { color, letterSpacing, writingMode, textTransform, fontStyle } = getComputedStyle(value);
      const { height } = value.getBoundingClientRect();
      return { height, color, letterSpacing, writingMode, textTransform, fontStyle };
    });
    assert.ok(seen.height >= 12, `the figure is ${seen.height} px high`);
    assert.notEqual(seen.color, 'rgba(0, 0, 0, 0)');
    const { writingMode, textTransform, fontStyle } = seen;
    assert.deepEqual(
      { writingMode, textTransform, fontStyle },
      { writingMode: 'horizontal-tb', textTransform: 'none', fontStyle: 'normal' },
    );
    await page.close();
  });

  it('containers that size it by its content: rows, columns, floats, cells, and automatic heights', async () => {
    const { element } = pasted.snippets;
    const places = {
      row: `<div style="display:flex">${element}</div>`,
      column: `<div style="display:flex;flex-direction:column;align-items:center">${element}</div>`,
      wrapped: `<div style="display:flex"><div>${element}</div></div>`,
      float: `<div style="float:left">${element}</div>`,
      cell: `<table><tr><td>${element}</td><td>beside</td></tr></table>`,
      inline: `<style>bc-widget{display:inline-block}</style>${element}`,
      absolute: `<style>bc-widget{position:absolute}</style>${element}`,
      unset: `<style>*{all:unset!important}</style>${element}`,
      auto: `<style>bc-widget{height:auto}</style>${element}`,
    };
    await scene.push('number', { value1: 235 });
    for (const [name, markup] of Object.entries(places)) {
      const page = await scene.paste(markup);
      await untilShown(page, '235', 'bc-widget');
      const seen = await page.evaluate(() => {
        const card = document.querySelector('bc-widget')?.shadowRoot?.querySelector('section') as Element;
        const value = card.querySelector('bc-number')?.shadowRoot?.querySelector('[part=value]') as Element;
        const [outer, inner] = [card.getBoundingClientRect(), value.getBoundingClientRect()];
        const { left, top, width, height } = inner;
        const at = value.getRootNode() as ShadowRoot;
        const hit = at.elementFromPoint(left + width / 2, top + height / 2);
        return { width: outer.width, isSeen: value.contains(hit) };
      });
      assert.ok(seen.width >= 120 && seen.isSeen, `${name}: ${JSON.stringify(seen)}`);
      await page.close();
    }
  });

  it('a margin: it stays within what holds it', async () => {
    const page = await scene.paste(`<style>bc-widget{margin:2rem}</style>${pasted.snippets.element}`);
    await untilShown(page, '235', 'bc-widget');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    await page.close();
  });

  it('prototypes that the page has extended', async () => {
    const extended = `<script>
      Object.prototype.clone = () => { throw new Error('clone') };
      Array.prototype.each = () => {};
      // As Prototype.js did before 1.7.
      Array.prototype.toJSON = function () { return '[' + this.map((each) => JSON.stringify(each)).join(', ') + ']' };
    </script>`;
    for (const snippet of [pasted.snippets.element, pasted.snippets.script])
      await (await watch(() => scene.paste(snippet, {}, extended), 236)).close();
  });

  it('names that markup of the page hides: the script still knows where it came from', async () => {
    const named = '<img name="currentScript" src="https://elsewhere.invalid/x.png" alt="">';
    await (await watch(() => scene.paste(pasted.snippets.script, {}, named), 238)).close();
  });

  it('markup with the name by which the chunks find the script: they do not take the element for it', async () => {
    const script = await (await fetch(`${scene.server.url}/bc.js`)).text();
    const name = /\bbc_[0-9a-f]{8}\b/.exec(script)?.[0] ?? '';
    assert.notEqual(name, '');
    const widget = `<bc-widget type="text" data='{"text1": "drawn"}'></bc-widget>`;
    const element = pasted.snippets.element.replace(/<bc-widget.*/s, widget);
    const page = await scene.paste(`<a id="${name}"></a>${element}`);
    await untilShown(page, 'drawn', 'bc-widget');
    await page.close();
  });

  it('two copies of the script', async () => {
    const twice = `${pasted.snippets.element}<script type="module" src="${scene.server.url}/bc.js?copy=2"></script>`;
    const errors: string[] = [];
    const page = await watch(async () => {
      const opened = await scene.paste('');
      opened.on('pageerror', (error) => errors.push(String(error)));
      await opened.goto(scene.host.serve('/twice', { html: `<!doctype html><body>${twice}</body>` }));
      return opened;
    }, 241);
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('storage that is blocked', async () => {
    const blocked =
      '<script>for (const name of ["indexedDB", "localStorage", "caches", "BroadcastChannel"])' +
      ' Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });</script>';
    const page = await watch(() => scene.paste(pasted.snippets.element, {}, blocked), 251);
    await page.close();
  });

  it('a part of the script that cannot be loaded: the frame works without', async () => {
    await scene.push('number', { value1: 251 });
    const page = await scene.browser.newPage();
    const refused = await refuse(page, '/chunks/share-');
    const html = `<!doctype html><title>Without</title>${pasted.snippets.iframe}`;
    await page.goto(scene.host.serve('/without', { html }));
    const [frame] = await framesOf(page, scene.server);
    await untilShown(frame as CDPSession, '251');
    await scene.push('number', { value1: 252 });
    await untilShown(frame as CDPSession, '252');
    assert.equal(refused.length, 1);
    await page.close();
  });

  it('a language that cannot be loaded: the frame uses English, and retries no more often than it is drawn', async () => {
    const page = await scene.browser.newPage();
    const refused = await refuse(page, '/chunks/de-');
    await page.goto(
      scene.host.serve('/english', { html: `<!doctype html><html lang="de">${pasted.snippets.element}` }),
    );
    for (const value1 of [256, 257, 258]) {
      await scene.push('number', { value1 });
      await untilShown(page, `${value1}`);
    }
    assert.ok(refused.length > 0 && refused.length < 12, `${refused.length} requests`);
    await page.close();
  });

  it('twelve iframes on one page, all live over HTTP/1.1', async () => {
    await scene.push('number', { value1: 261 });
    const page = await scene.paste(pasted.snippets.iframe.replace('loading="lazy"', '').repeat(12));
    const frames = await framesOf(page, scene.server, 12);
    await Promise.all(frames.map((frame) => untilShown(frame, '261')));
    await scene.push('number', { value1: 262 });
    await Promise.all(frames.map((frame) => untilShown(frame, '262')));
    await page.close();
  });

  it('a broken neighbour: wrong data names the field and takes nobody down', async () => {
    const chart = await scene.token('chart');
    await scene.push('chart', {
      labels: ['a'],
      datasets: [
        ['ok', [1]],
        ['bad', 'not a list'],
      ],
    });
    const page = await watch(
      () => scene.paste(`${pasted.snippets.element}<bc-widget token="${chart.token}"></bc-widget>`),
      271,
      'bc-widget:first-of-type',
    );
    await untilShown(page, 'datasets[1]', 'bc-widget:last-of-type');
    assert.doesNotMatch(await textOf(page), /NaN|undefined|\[object/);
    await page.close();
  });
});
