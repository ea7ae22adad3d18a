import { css, html, nothing } from 'lit';
import { localize } from '../locales/localize.ts';
import { parse } from '../model/parse.ts';
import { NO_STATUS, type State, type StatusConfig, type StatusData, schema, stateOf } from '../model/types/status.ts';
import { signStyles } from './sign.styles.ts';
import { type SignName, sign } from './sign.ts';
import { signed } from './skeleton.styles.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { WordedElement } from './worded-element.ts';

type Props = DrawnProps<StatusConfig, StatusData>;

const SIGNS: Readonly<Record<State, SignName>> = { ok: 'good', error: 'bad', warning: 'warn', unknown: 'none' };

/** What is shown beside the light: the name of the state, from the config or in the reader's language; or only a text. */
function wordOf(data: StatusData, config: StatusConfig, locale: string | undefined): string {
  const state = stateOf(data);
  return data.status === NO_STATUS ? `${data.text}` : config[`${state}_text`] || localize(state, locale);
}

/** The text below. */
const textOf = ({ status, text }: StatusData): string | undefined => (status === NO_STATUS ? undefined : text);

/**
 * @summary The state of something: a status light, distinct in shape and colour, and a text.
 * @csspart status - The light and its word, with data-level="good|bad|warn|none".
 * @csspart word, text
 */
export class BcStatus extends WordedElement<StatusConfig, StatusData> {
  static override styles = [
    WordedElement.styles,
    signStyles,
    signed,
    css`:host{display:flex;flex-direction:column;justify-content:safe center;gap:min(.4em,6cqb)}.all{display:contents}div{flex:none;min-inline-size:0;overflow:hidden}[part=status]{display:flex;align-items:center;gap:.4em;font-size:clamp(.875rem,min(12cqi,34cqb),6rem);line-height:1.3;font-weight:650;letter-spacing:-.01em}[part=status] .sign{inline-size:1.15em;block-size:1.15em;overflow:hidden}[part=word]{min-inline-size:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--_ink)}[part=text]{flex:0 1 auto;font-size:clamp(.75rem,min(6cqi,11cqb),2rem);color:var(--_muted);display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow-wrap:anywhere;text-align:var(--a,left)}:host(:dir(rtl)){--a:right}@container(block-size>11rem) and (aspect-ratio<2){.skeleton{block-size:60cqb;background:radial-gradient(circle closest-side,var(--_sunken) 97%,#0000) 50% 0/100% 55% no-repeat,linear-gradient(var(--_sunken) 0 0) 50% 100%/45% 25% no-repeat}[part=status]{flex-direction:column;text-align:center}[part=status] .sign{inline-size:min(2.4em,40cqb);block-size:min(2.4em,40cqb)}[part=word]{max-inline-size:100%}[part=status]:has(~div){font-size:clamp(.875rem,min(12cqi,20cqb),6rem)}[part=status]:has(~div) .sign{inline-size:30cqb;block-size:30cqb}[part=text]{font-size:clamp(.75rem,min(6cqi,7.5cqb),2rem);line-height:1.35;text-align:center}}@container(block-size<7rem){[part=text]{-webkit-line-clamp:2}}@container(block-size<5rem){[part=text]{-webkit-line-clamp:1}}@container(block-size<3.25rem){[part=text]{display:none}}@media(prefers-reduced-motion:no-preference){[part=status]{transition:color .3s}}`,
  ];

  protected override renderData(data: StatusData, config: StatusConfig) {
    const state = stateOf(data);
    const word = wordOf(data, config, this.locale);
    const text = textOf(data);
    return html`<div class="all" title=${text ? `${word}\n${text}` : word}><div part="status" data-level=${SIGNS[state]}>${data.status === NO_STATUS ? nothing : sign(SIGNS[state])}<bdi part="word">${word}</bdi></div>${text ? html`<div part="text" dir="auto">${text}</div>` : nothing}</div>`;
  }
}

define('bc-status', BcStatus);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<StatusConfig, StatusData>) =>
    html`<bc-status .config=${config} .data=${data} .locale=${locale}></bc-status>`,
  words: async () => ({
    summary: ({ config, data, locale }: Props) =>
      [wordOf(data, config, locale), textOf(data)].filter(Boolean).join(', '),
    table: ({ config, data, locale }: Props) => [
      [localize('status', locale), localize('text', locale)],
      [wordOf(data, config, locale), textOf(data) ?? null],
    ],
  }),
};
