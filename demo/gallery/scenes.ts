import { html } from 'hono/html';
import type { TypeSpec } from '../../components/model/parse.ts';
import type { Html } from '../../server/render/page.ts';
import { type Sample, samplesOf, wrongData } from './samples/index.ts';

/** The states of a frame, in order of their occurrence. `broken` is a view that throws. */
export const STATES = ['loading', 'empty', 'live', 'stale', 'error', 'broken'] as const;
export type State = (typeof STATES)[number];

const WHAT: Readonly<Record<State, string>> = {
  loading: 'The values are loading. The layout does not shift when they arrive.',
  empty: 'No data has been pushed yet.',
  live: 'Shows the latest value.',
  stale: 'The value is too old, or the connection is lost.',
  error: 'A field is invalid; the message names it.',
  broken: 'A widget that fails does not affect the others.',
};

/** Widths and heights in pixels; `wide` is as wide as the page. */
export const SIZES = { small: [120, 80], medium: [240, 160], large: [480, 320] } as const;
export const THEMES = ['light', 'dark', 'high-contrast'] as const;
/** Languages that we translate to. */
export const LOCALES = ['en', 'de', 'fr', 'es', 'ar', 'ja'] as const;

/** How a widget differs from an ordinary live one. */
export interface Look {
  state?: State;
  theme?: string;
  locale?: string;
  /** Level of its title. */
  level?: number;
}

/** The element for a sample; the page's script puts it into states other than `live`. */
export function widget(
  spec: TypeSpec,
  { config, data }: Sample,
  { state = 'live', theme, locale, level }: Look = {},
): Html {
  const look = html`${theme ? html` theme="${theme}"` : ''}${locale ? html` locale="${locale}"` : ''}${level ? html` heading-level="${level}"` : ''}`;
  if (state === 'live')
    return html`<bc-widget type="${spec.type}" data-state="live"${look} config="${JSON.stringify(config)}" data="${JSON.stringify(data)}"></bc-widget>`;
  const given = { type: spec.type, config, data: state === 'error' ? wrongData(spec, data) : data };
  return html`<bc-widget data-state="${state}"${look} data-given="${JSON.stringify(given)}"></bc-widget>`;
}

const figure = (caption: Html, content: Html, kind = ''): Html =>
  html`<figure class="cell ${kind}"><figcaption>${caption}</figcaption>${content}</figure>`;
const slot = (content: Html, size = 'medium', more: Html | string = ''): Html =>
  html`<div class="slot ${size}"${more}>${content}</div>`;

/** The sections of a type's page below the playground. */
export function scenes(spec: TypeSpec, host: string): Html {
  const [ordinary, ...special] = samplesOf(spec.type, host) as [Sample, ...Sample[]];
  const sized = (size: string, text: string) =>
    figure(html`<b>${size}</b> ${text}`, slot(widget(spec, ordinary), size), size);
  const follow = (scheme: string) =>
    figure(
      html`<b>follows the page</b>, here a ${scheme} one`,
      slot(widget(spec, ordinary), 'medium', html` style="color-scheme:${scheme}"`),
    );
  const directed = (dir: string, locale: string, name: string) =>
    figure(
      html`<b>${dir}</b> in ${name}`,
      slot(widget(spec, ordinary, { locale }), 'medium', html` dir="${dir}" lang="${locale}"`),
    );
  return html`
<section id="states"><h2>States</h2><div class="cells">${STATES.map((state) =>
    figure(html`<b>${state}</b> ${WHAT[state]}`, slot(widget(spec, ordinary, { state }))),
  )}</div></section>
<section id="sizes"><h2>Sizes</h2><div class="cells">${Object.entries(SIZES).map(([size, [width, height]]) =>
    sized(size, `${width} × ${height}`),
  )}${sized('wide', 'as wide as the page')}</div></section>
<section id="themes"><h2>Themes</h2><div class="cells">${THEMES.map((theme) =>
    figure(html`<b>${theme}</b>`, slot(widget(spec, ordinary, { theme }))),
  )}${['light', 'dark'].map(follow)}</div></section>
<section id="directions"><h2>Directions and languages</h2><div class="cells">${directed('ltr', 'en', 'English')}${directed('ltr', 'de', 'German')}${directed('ltr', 'ja', 'Japanese')}${directed('rtl', 'ar', 'Arabic')}</div></section>
${special.length > 0 && html`<section id="samples"><h2>Ordinary and extreme data</h2><div class="cells">${special.map((sample) => figure(html`<b>${sample.name}</b>`, slot(widget(spec, sample))))}</div></section>`}`;
}
