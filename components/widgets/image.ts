import { css, html, isServer, nothing } from 'lit';
import { localize } from '../locales/localize.ts';
import { parse } from '../model/parse.ts';
import { type ImageConfig, type ImageData, schema } from '../model/types/image.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { WordedElement } from './worded-element.ts';

type Props = DrawnProps<ImageConfig, ImageData>;

/** Milliseconds after which a lost image is asked for again, when its widget is drawn next: each push draws it. */
const AGAIN = 30_000;

const nameOf = ({ caption }: ImageData, { title }: ImageConfig, locale: string | undefined) =>
  caption || title || localize('picture', locale);

/**
 * @summary An image with a caption. Its server does not learn which page shows it.
 * @csspart picture, caption, lost
 */
export class BcImage extends WordedElement<ImageConfig, ImageData> {
  static override properties = { ...WordedElement.properties, settled: { attribute: false } };
  static override styles = [
    WordedElement.styles,
    css`
.figure {
  display: flex;
  flex-direction: column;
  gap: 0.35rem;
  block-size: 100%;
}
.box {
  position: relative;
  flex: 1;
  min-block-size: 0;
  overflow: hidden;
}
.box,
.skeleton {
  border-radius: 0.375rem;
}
.box.loading {
  background: var(--_sunken);
}
img {
  position: absolute;
  inset: 0;
  inline-size: 100%;
  block-size: 100%;
  object-fit: contain;
  transition: opacity 0.2s;
}
.cover img {
  object-fit: cover;
}
.loading img {
  opacity: 0;
}
[part='caption'],
.lost {
  font-size: clamp(0.6875rem, 5cqmin, 1.125rem);
  color: var(--_muted);
}
[part='caption'] {
  flex: none;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  text-align: center;
}
.lost {
  display: grid;
  place-content: center;
  block-size: 100%;
  padding: 0.25rem;
  overflow: auto;
  text-align: center;
  overflow-wrap: anywhere;
  background: var(--_sunken);
}
@container (block-size < 4.5rem) {
  [part='caption'] {
    display: none;
  }
}
@media (prefers-reduced-motion: reduce) {
  img {
    transition: none;
  }
}
`,
  ];

  /** The last image that was loaded or failed to load; then it counts as lost until this time. */
  declare settled: { source: string; lostUntil: number } | undefined;

  protected override renderData(data: ImageData, config: ImageConfig) {
    const { source, caption } = data;
    if (!source) return this.renderEmpty();
    const { settled, locale } = this;
    const isLost = settled?.source === source && Date.now() < settled.lostUntil;
    // The previous image stays until the next one is loaded.
    const isLoading = !isServer && !settled;
    const settle = (lostFor: number) => () => {
      this.settled = { source, lostUntil: Date.now() + lostFor };
    };
    return html`<div class="figure" title=${caption ?? nothing}><div class="box ${config.fit === 'cover' ? 'cover' : ''} ${isLoading ? 'loading' : ''}">${
      isLost
        ? html`<p part="lost" class="lost" role="img" aria-label="${nameOf(data, config, locale)}: ${localize('picture_lost', locale)}">${localize('picture_lost', locale)}</p>`
        : html`<img part="picture" src=${source} alt=${nameOf(data, config, locale)} decoding="async" referrerpolicy="no-referrer" @load=${settle(0)} @error=${settle(AGAIN)}>`
    }</div>${caption ? html`<div part="caption" dir="auto" aria-hidden="true">${caption}</div>` : nothing}</div>`;
  }
}

define('bc-image', BcImage);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<ImageConfig, ImageData>) =>
    html`<bc-image .config=${config} .data=${data} .locale=${locale}></bc-image>`,
  words: async () => ({
    summary: ({ config, data, locale }: Props) => nameOf(data, config, locale),
    table: ({ data, locale }: Props) => [
      [localize('picture', locale), localize('title', locale)],
      [data.source ?? null, data.caption ?? null],
    ],
  }),
};
