import { html, nothing, svg } from 'lit';
import { localize } from '../locales/localize.ts';
import { clamp, formatExact, formatPart, formatShare, shareOf } from '../model/figures.ts';
import { formatNumber } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { type ProgressConfig, type ProgressData, schema } from '../model/types/progress.ts';
import { progress } from './progress.styles.ts';
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
  static override styles = [WordedElement.styles, signStyles, progress];

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
