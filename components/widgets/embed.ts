import { css, html, isServer, nothing } from 'lit';
import { pageOf } from '../live/batch.ts';
import { localize } from '../locales/localize.ts';
import { parse } from '../model/parse.ts';
import { type EmbedConfig, type EmbedData, schema } from '../model/types/embed.ts';
import { ScrollController } from './scroll-controller.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { scroll, WordedElement } from './worded-element.ts';

type Props = DrawnProps<EmbedConfig, EmbedData>;

/** `window.name` of iframes with our own pages: by it a page knows that it is embedded in another one of ours. */
const NESTED = 'boardcast-embed';

/** May run scripts and open pages, but has an opaque origin: no access to storage or to the page around it. */
const OWN = 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox';
/** Other sites keep their origin, which they need for storage; it gives no access to ours. */
const FOREIGN = `${OWN} allow-same-origin`;

const OURS = /^(?:public|embed|shared|shared_dashboard|embedded)\//;

/** The address to show, whether it has our origin, and whether it is an embeddable page of ours. */
function targetOf({ url, dashboard }: EmbedData, server: string) {
  const path = dashboard && `public/${encodeURIComponent(dashboard)}/`;
  const address = url ? new URL(url) : new URL(path ?? '', server);
  const isOurs = address.href.startsWith(server);
  const isHere = isOurs || address.origin === location.origin;
  return { href: address.href, isHere, isOurPage: isOurs && OURS.test(address.href.slice(server.length)) };
}

const nameOf = ({ url }: EmbedData, { title }: EmbedConfig, locale: string | undefined) =>
  title || url?.replace(/^https?:\/\/|[/?#].*$/gi, '') || localize('dashboard', locale);

/**
 * @summary Another web page, or another dashboard of the same server, in an iframe without access to this page.
 * @csspart content, link
 */
export class BcEmbed extends WordedElement<EmbedConfig, EmbedData> {
  static override styles = [
    WordedElement.styles,
    scroll,
    css`
.scroll,
iframe,
.skeleton {
  border-radius: 0.375rem;
}
iframe {
  display: block;
  inline-size: 100%;
  block-size: 100%;
  border: 0;
  background: var(--_sunken);
}
.instead {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  place-content: safe center;
  gap: 0.35em;
  block-size: 100%;
  overflow: auto;
  text-align: center;
  overflow-wrap: anywhere;
  font-size: clamp(0.6875rem, 5cqmin, 1rem);
  color: var(--_muted);
}
a {
  color: var(--_accent);
}
a:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: 2px;
}
.tiny {
  display: none;
}
/* Room for the focus ring. */
.tiny {
  padding: 4px 2px;
}
.tiny a {
  outline-offset: 0;
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 2;
  overflow: hidden;
}
/* Too small for a page: show a link instead. */
@container (block-size < 4rem) or (inline-size < 8rem) {
  .tiny {
    display: grid;
  }
  .scroll {
    display: none;
  }
}
`,
  ];

  protected readonly scrolling = new ScrollController(this);

  protected override renderData(data: EmbedData, config: EmbedConfig) {
    if (!data.url && !data.dashboard) return this.renderEmpty();
    // Only a link: an iframe drawn by server and browser would load its page twice.
    if (isServer) return this.#renderLink(data.url ?? `/public/${data.dashboard}/`, data, config);
    const server = this.#server();
    const { href, isHere, isOurPage } = targetOf(data, server);
    if (isOurPage && window.name === NESTED)
      return this.#renderLink(href, data, config, localize('nested', this.locale));
    // Our own pages, and other cross-origin isolated ones, may only embed iframes without the reader's cookies.
    const isIsolated = self.crossOriginIsolated || document.URL.startsWith(server);
    // `src` comes last: the other attributes must be set before the page loads.
    return html`<div class="scroll"><iframe part="content" title=${nameOf(data, config, this.locale)} sandbox=${isHere ? OWN : FOREIGN} name=${isOurPage ? NESTED : nothing} ?credentialless=${isIsolated} allow="fullscreen" referrerpolicy="strict-origin" loading="lazy" src=${href}></iframe></div>${this.#renderLink(href, data, config, '', 'instead tiny')}`;
  }

  #renderLink(href: string, data: EmbedData, config: EmbedConfig, why = '', kind = 'instead') {
    const words = localize('open_link', this.locale, nameOf(data, config, this.locale));
    return html`<div class=${kind}>${why && html`<p>${why}</p>`}<p><a part="link" href=${href} target="_blank" rel="noopener" title=${words}>${words}</a></p></div>`;
  }

  protected override updated(): void {
    const frame = this.renderRoot.querySelector('iframe');
    const { height } = this.config;
    if (frame) frame.style.minBlockSize = height && height > 0 ? `${Math.min(height, 20_000)}px` : '';
  }

  /** Address of the server of the widget around this view. */
  #server(): string {
    for (let root = this.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
      const { src } = root.host as HTMLElement & { src?: string | null };
      if (src) return pageOf(src).server;
    }
    return pageOf().server;
  }
}

define('bc-embed', BcEmbed);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<EmbedConfig, EmbedData>) =>
    html`<bc-embed .config=${config} .data=${data} .locale=${locale}></bc-embed>`,
  words: async () => ({
    summary: ({ config, data, locale }: Props) => nameOf(data, config, locale),
    table: ({ data: { url, dashboard }, locale }: Props) => [
      [localize(url ? 'link' : 'dashboard', locale)],
      [url ?? dashboard ?? null],
    ],
  }),
};
