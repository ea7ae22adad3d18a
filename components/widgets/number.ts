import { html, isServer } from 'lit';
import { formatChange, formatNumber } from '../model/format.ts';
import type { NumberConfig, NumberData } from '../model/types/number.ts';
import { figure } from './number.styles.ts';
import { define, type View, type ViewProps, WidgetElement } from './widget-element.ts';

let trend: Partial<typeof import('./number-trend.ts')> | undefined;
let loaded: typeof import('./number.rules.ts') | undefined;
const rules = async () => (loaded = await import('./number.rules.ts'));
const loadTrend = async () => (trend = await import('./number-trend.ts').catch(() => ({})));

/**
 * @summary One figure, and its change from the value it is compared with.
 * @csspart value - The figure, with data-level="good|warn|bad" where there are thresholds.
 * @csspart caption - The caption of the figure.
 * @csspart change - The change; its sign and percentage carry data-level="good|bad", empty without a change.
 * @cssproperty [--bc-number-size=5rem] - Largest size of the figure.
 */
export class BcNumber extends WidgetElement<NumberConfig, NumberData> {
  static override styles = [WidgetElement.styles, figure];

  protected override renderEmpty() {
    return loaded?.empty(this.locale) ?? super.renderEmpty();
  }

  protected override renderData({ value1, value2, text1, text2, series }: NumberData, config: NumberConfig) {
    const { locale } = this;
    const { template = '', goal, thresholds } = config;
    const write = (value: unknown, format_number = config.format_number) =>
      formatNumber(Number(value), locale, { ...config, format_number });
    const text = write(value1);
    const change = value2 == null ? '' : formatChange(value1, value2, locale, config);
    const hasMore = (series ?? thresholds ?? goal) != null;
    // Waits for the part below the figure, which would move it.
    if (hasMore && !trend) return void loadTrend().then(() => this.requestUpdate());
    const more = (hasMore && trend) as typeof trend;
    // The sign has the tooltip, too: of a box with one, Orca reads that alone unless something in it has one of its own.
    return html`<div part="value" class=${template} data-n=${Math.ceil(text.length / 4)} data-level=${more?.level?.(value1, config)} title=${write(value1, '1')}><bdi>${text}</bdi></div>${text1 && html`<div part="caption" dir="auto" title=${text1}>${text1}</div>`}${change && html`<div part="change" title=${text2}><b title=${text2} data-level=${change.level}>${change.sign} <bdi>${change.text}</bdi>${loaded?.judge(change.level, locale)}</b>${/updown/.test(template) ? '' : html` <bdi>${write(value2)}</bdi> ${text2}`}</div>`}${more?.draw?.(value1, series, write(goal), config, locale)}`;
  }
}

define('bc-number', BcNumber);

export const view: View = {
  read: (config, data) => loaded?.read(config, data) ?? { config: config as object, data: data as object, issues: [] },
  template: ({ config, data, locale }: ViewProps<NumberConfig, NumberData>) =>
    html`<bc-number .config=${config} .data=${data} .locale=${locale}></bc-number>`,
  rules,
  words: async () => (await rules()).say(isServer ? await loadTrend() : trend),
};
