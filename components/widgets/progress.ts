import { css, html, nothing, svg } from 'lit';
import { localize } from '../locales/localize.ts';
import { clamp, formatExact, formatPart, formatShare, shareOf } from '../model/figures.ts';
import { formatNumber } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { type ProgressConfig, type ProgressData, schema } from '../model/types/progress.ts';
import { signStyles } from './sign.styles.ts';
import { sign } from './sign.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { WordedElement } from './worded-element.ts';

type Props = DrawnProps<ProgressConfig, ProgressData>;

/** `€7.4K of €10K`. Both amounts are isolated: in right-to-left text, currency signs would change sides. */
const amounts = ({ current, max }: ProgressData, locale: string | undefined, write: (value: number) => string) =>
  localize('goal', locale, ...[current, max].map((value) => `\u2068${write(value)}\u2069`));

/**
 * @summary The progress towards a goal, also beyond it.
 * @csspart value - The percentage, with data-level="good" once the goal is reached.
 * @csspart amount - The current value and the goal.
 * @csspart bar, caption, min, max
 */
export class BcProgress extends WordedElement<ProgressConfig, ProgressData> {
  static override styles = [
    WordedElement.styles,
    signStyles,
    css`:host{--v:clamp(1rem,min(17cqi,32cqb),6rem);--b:clamp(.5rem,11cqb,3.5rem);display:flex;flex-direction:column;justify-content:safe center;gap:min(.5em,6cqb);font-variant-numeric:tabular-nums}.head,.ends{display:flex;align-items:baseline;justify-content:space-between;gap:0 .75em;min-inline-size:0}.head{flex-wrap:wrap}.head>*,.ends>*,[part=caption]{min-inline-size:0;max-inline-size:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}[part=value]{flex:none;display:flex;align-items:center;gap:.25em;font-size:var(--v);font-weight:650;line-height:1.1;letter-spacing:-.02em}[part=value] .sign{inline-size:.7em;block-size:.7em}[part=value] bdi{overflow:hidden;text-overflow:ellipsis}[part=amount]{flex:0 1 auto;font-size:clamp(.75rem,min(6cqi,10cqb),2rem);color:var(--_muted)}.bar{flex:none;display:block;inline-size:100%;block-size:var(--b);border:1px solid var(--_line);border-radius:99rem;overflow:hidden;color:var(--_accent)}:host(:dir(rtl)) .bar{transform:scaleX(-1)}.bar[data-level=good]{color:var(--_good)}.track{fill:var(--_sunken)}.fill{fill:currentColor}.goal{stroke:var(--_surface);stroke-width:3;vector-effect:non-scaling-stroke}.ends,[part=caption]{flex:none;font-size:clamp(.75rem,min(5cqi,8cqb),1.5rem)}[part=caption]{text-align:left}:host(:dir(rtl)) [part=caption]{text-align:right}.ends{color:var(--_muted);line-height:1.2}.skeleton{block-size:auto;background:none}.skeleton::before,.skeleton::after{content:'';display:block;background:var(--_sunken)}.skeleton::before{inline-size:calc(2.4*var(--v));block-size:calc(.8*var(--v));margin-block:calc(.15*var(--v)) calc(.15*var(--v) + min(.5em,6cqb));border-radius:.25rem}.skeleton::after{block-size:var(--b);border-radius:99rem}@container(block-size<6.5rem){.ends{display:none}}@container(block-size<5rem){[part=caption]{display:none}}@container(block-size<3.5rem) and (inline-size<12rem){[part=amount]{display:none}}@media(prefers-reduced-motion:no-preference){.fill{transition:width .6s}.bar{transition:color .3s}.goal{transition:d .6s}}@media(forced-colors:active){.bar{border-color:CanvasText}.track{fill:Canvas}.fill{fill:Highlight}.goal{stroke:Canvas}}`,
  ];

  protected override renderData(data: ProgressData, config: ProgressConfig) {
    const { locale } = this;
    const { current, min = 0, max, text } = data;
    const write = (value: number) => formatNumber(value, locale, config);
    const writeExact = (value: number) => formatExact(value, locale, config);
    const share = shareOf(current, min, max);
    const level = share >= 1 ? 'good' : '';
    const amount = amounts(data, locale, write);
    // Beyond the goal, the full bar is the current value, and a gap in it marks the goal.
    const goal = clamp(100 / Math.max(1, share), 1, 100);
    return html`<div class="head"><div part="value" data-level=${level} title=${formatShare(share, locale, share && share < 0.01 ? undefined : 2)}>${level ? sign('good') : nothing}<bdi>${formatPart(share, locale)}</bdi></div><div part="amount" title=${amounts(data, locale, writeExact)}><bdi>${amount}</bdi></div></div><svg class="bar" part="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" data-level=${level}>${svg`<rect class="track" width="100" height="10"></rect><rect class="fill" width=${100 * clamp(share)} height="10"></rect>${share > 1 ? svg`<path class="goal" d="M${goal} 0V10"></path>` : nothing}`}</svg>${min ? html`<div class="ends"><bdi part="min" title=${writeExact(min)}>${write(min)}</bdi><bdi part="max" title=${writeExact(max)}>${write(max)}</bdi></div>` : nothing}${text ? html`<div part="caption" dir="auto" title=${text}>${text}</div>` : nothing}`;
  }
}

define('bc-progress', BcProgress);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<ProgressConfig, ProgressData>) =>
    html`<bc-progress .config=${config} .data=${data} .locale=${locale}></bc-progress>`,
  words: async () => ({
    summary: ({ config, data, locale }: Props) => {
      const share = formatPart(shareOf(data.current, data.min ?? 0, data.max), locale);
      const amount = amounts(data, locale, (value) => formatNumber(value, locale, config));
      return [data.text, share, amount].filter(Boolean).join(', ');
    },
    table: ({ data: { current, min = 0, max, text }, locale }: Props) => [
      [text || localize('value', locale), localize('least', locale), localize('target', locale)],
      [current, min, max],
    ],
  }),
};
