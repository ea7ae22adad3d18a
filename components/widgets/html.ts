import type { DOMPurify } from 'dompurify';
import { html, isServer } from 'lit';
import { localize } from '../locales/localize.ts';
import { parse } from '../model/parse.ts';
import { type HtmlConfig, type HtmlData, joinMarkup, markupToText, schema } from '../model/types/html.ts';
import { markup } from './html.styles.ts';
import { ScrollController } from './scroll-controller.ts';
import { lines } from './skeleton.styles.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

/** Milliseconds before a sanitiser that could not be loaded is asked for again. */
const AGAIN = 5000;
let purifier: Promise<DOMPurify | undefined> | undefined;

/** The sanitiser, loaded once; `undefined` if the page's Trusted Types forbid its policy. A failed load may be repeated. */
export function loadPurifier(): Promise<DOMPurify | undefined> {
  purifier ??= startPurifier().catch((error) => {
    purifier = undefined;
    throw error;
  });
  return purifier;
}

async function startPurifier(): Promise<DOMPurify | undefined> {
  const { default: create } = await import('dompurify');
  const purify = create(window);
  purify.setConfig({
    // Styles could affect our element through :host; forms could ask for passwords in the host page's name.
    FORBID_TAGS: ['style', 'form'],
    // Elements in the top layer would cover the host page.
    FORBID_ATTR: ['autofocus', 'popover', 'popovertarget', 'popovertargetaction', 'command', 'commandfor'],
    RETURN_DOM_FRAGMENT: true,
  });
  purify.addHook('afterSanitizeAttributes', (node) => {
    if (node.localName === 'img') {
      node.setAttribute('loading', 'lazy');
      node.setAttribute('referrerpolicy', 'no-referrer');
    }
    if (!node.hasAttribute('href') && !node.hasAttribute('xlink:href')) return;
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer');
  });
  // Without a policy the sanitiser returns nothing, silently.
  return (purify.sanitize('<b>x</b>') as unknown as DocumentFragment).firstElementChild ? purify : undefined;
}

/** Document of the sandboxed iframe: the markup as it is, and a script that reports its height. */
const frameDocument = (markup: string, { color, colorScheme }: CSSStyleDeclaration) =>
  `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="${colorScheme}"><style>html{color:${color};font:1rem/1.4 system-ui,sans-serif}body{margin:0}</style><script>new ResizeObserver(()=>parent.postMessage({bcHeight:document.documentElement.offsetHeight},"*")).observe(document.documentElement)</script>${markup}`;

/**
 * Nothing can be drawn outside of its box, not even with `position: fixed`.
 *
 * @summary HTML, sanitised or in a sandboxed iframe; plain text where the page allows neither.
 * @csspart content - The element or iframe with the HTML.
 */
export class BcHtml extends WordedElement<HtmlConfig, HtmlData> {
  static override styles = [WordedElement.styles, long, lines, markup];

  /** The markup that is drawn: the same one is not drawn twice. */
  #drawn = '';
  #isPlain = isServer;
  /** Until this time, markup is drawn as text: what it needs could not be loaded, or the page forbids it. */
  #plainUntil = 0;
  readonly #scroll = new ScrollController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('message', this.#fit);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('message', this.#fit);
  }

  protected override renderData(data: HtmlData, { sandbox }: HtmlConfig) {
    const markup = joinMarkup(data);
    if (!markup.trim()) return this.renderEmpty();
    this.#isPlain = isServer || Date.now() < this.#plainUntil;
    if (this.#isPlain) return html`<div class="scroll plain" part="content" dir="auto">${markupToText(markup)}</div>`;
    return sandbox
      ? html`<div class="scroll"><iframe part="content" sandbox="allow-scripts allow-popups" title=${this.config.title ?? localize('frame', this.locale)}></iframe></div>`
      : html`<div class="scroll" part="content" dir="auto"></div>`;
  }

  protected override updated(): void {
    const content = this.renderRoot.querySelector('[part=content]');
    const markup = this.data ? joinMarkup(this.data) : '';
    if (!content || this.#isPlain) this.#drawn = '';
    else if (content instanceof HTMLIFrameElement) this.#drawFrame(content, markup);
    else this.#drawSafely(content, markup);
  }

  #drawFrame(frame: HTMLIFrameElement, markup: string): void {
    if (frame.hasAttribute('srcdoc') && this.#drawn === markup) return;
    this.#drawn = markup;
    try {
      frame.srcdoc = frameDocument(markup, getComputedStyle(this));
    } catch {
      this.#fallBack(Infinity);
    }
  }

  async #drawSafely(content: Element, markup: string): Promise<void> {
    if (content.hasChildNodes() && this.#drawn === markup) return;
    this.#drawn = markup;
    try {
      const purify = await loadPurifier();
      if (!purify) return this.#fallBack(Infinity);
      // Newer markup may have come meanwhile; its own update draws it.
      if (this.#drawn !== markup || !content.isConnected) return;
      content.replaceChildren(purify.sanitize(markup) as unknown as DocumentFragment);
      this.#scroll.hostUpdated();
    } catch {
      this.#fallBack(Date.now() + AGAIN);
    }
  }

  #fallBack(until: number): void {
    this.#plainUntil = until;
    this.requestUpdate();
  }

  readonly #fit = ({ source, data }: MessageEvent): void => {
    const frame = this.renderRoot?.querySelector('iframe');
    if (!frame || source !== frame.contentWindow || !Number.isFinite(data?.bcHeight)) return;
    frame.style.blockSize = `${Math.max(0, Math.min(20_000, data.bcHeight))}px`;
    this.#scroll.hostUpdated();
  };
}

define('bc-html', BcHtml);

type Props = DrawnProps<HtmlConfig, HtmlData>;

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<HtmlConfig, HtmlData>) =>
    html`<bc-html .config=${config} .data=${data} .locale=${locale}></bc-html>`,
  words: async () => ({
    summary: ({ data }: Props) => markupToText(joinMarkup(data)).replace(/\s+/g, ' ').slice(0, 200),
    table: ({ data }: Props) => [['html'], [markupToText(joinMarkup(data))]],
  }),
};
