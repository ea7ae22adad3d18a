import { html, nothing, svg } from 'lit';
import { localize } from '../locales/localize.ts';
import { clamp, formatExact, formatPart } from '../model/figures.ts';
import { formatNumber } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { type FunnelConfig, type FunnelData, schema } from '../model/types/funnel.ts';
import { ChoiceController } from './choice-controller.ts';
import { choosable } from './choosable.styles.ts';
import { hiddenStyles } from './data-table.ts';
import { funnel } from './funnel.styles.ts';
import { ScrollController } from './scroll-controller.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

type Props = DrawnProps<FunnelConfig, FunnelData>;

/** Longer names get a wider column. */
const LONG = 15;
/** Height of a bar in its box of 100; the rest slopes from its end to that of the next one. */
const BAR = 72;

/** Each stage with its width (0 to 100) and its ratios, which are not finite if there is nothing to compare with. */
function stagesOf({ funnel }: FunnelData) {
  const most = Math.max(0, ...funnel.map(({ value }) => value));
  return funnel.map(({ name = '', value }, index) => ({
    name,
    value,
    width: most ? 100 * clamp(value / most) : 0,
    toPrevious: index ? value / (funnel[index - 1]?.value ?? 0) : Number.NaN,
    toFirst: value / (funnel[0]?.value ?? 0),
  }));
}

function summary({ config, data, locale }: Props): string {
  const stages = stagesOf(data);
  const [first] = stages;
  const last = stages.at(-1);
  if (!first || !last) return localize('empty', locale);
  const tell = ({ name, value }: typeof first) => `${name} ${formatNumber(value, locale, config)}`.trim();
  return stages.length === 1 ? tell(first) : `${tell(first)} → ${tell(last)} (${formatPart(last.toFirst, locale)})`;
}

/**
 * @summary The stages of a process, and how many get from each to the next.
 * @csspart stage, name, value, share, step, bar
 * @fires bc-select - With the datum of the stage that was clicked, or reached by arrow keys and Enter.
 */
export class BcFunnel extends WordedElement<FunnelConfig, FunnelData> {
  static override styles = [WordedElement.styles, long, choosable, hiddenStyles, funnel];

  protected readonly scrolling = new ScrollController(this);
  protected readonly choice = new ChoiceController(this, (row, column) => {
    const { name: label = '', value = null } = this.data?.funnel[row] ?? {};
    return { row, column, label, value };
  });

  protected override renderData(data: FunnelData, config: FunnelConfig) {
    if (!data.funnel.length) return this.renderEmpty();
    const { locale } = this;
    const stages = stagesOf(data);
    const isLong = stages.some(({ name }) => name.length > LONG);
    return html`<ol class="scroll ${isLong ? 'long' : ''}">${stages.map(
      ({ name, value, width, toPrevious, toFirst }, index) => {
        const next = stages[index + 1];
        const step = Number.isFinite(next?.toPrevious) && formatPart(next?.toPrevious ?? 0, locale);
        const figure = formatNumber(value, locale, config);
        const share = formatPart(toFirst, locale);
        const ratios = [toPrevious, toFirst].filter(Number.isFinite).map((each) => formatPart(each, locale));
        const passed = ratios.length === 2 && localize('passed', locale, ...ratios);
        const title = [`${name} ${formatExact(value, locale, config)}`.trim(), passed].filter(Boolean).join('\n');
        return html`<li part="stage" data-row=${index} title=${title}><span part="name"><bdi>${name}</bdi></span><svg part="bar" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">${svg`<g color=${config.colors?.[index % config.colors.length] || nothing}><rect class="track" width=".4" height=${BAR}></rect><rect class="fill" width=${width} height=${BAR}></rect>${next ? svg`<path class="slope" d="M0 ${BAR}H${width}L${next.width} 100H0Z"></path>` : nothing}</g>`}</svg><span part="value"><b><bdi>${figure}</bdi></b><small part="share" aria-hidden="true"><bdi>${share}</bdi></small></span>${step ? html`<span part="step" aria-hidden="true">↓ <bdi>${step}</bdi></span>` : nothing}${passed ? html`<span class="sr">${passed}</span>` : nothing}</li>`;
      },
    )}</ol>`;
  }
}

define('bc-funnel', BcFunnel);

/** A ratio for the table; `null` if there is none. */
const ratio = (value: number) => (Number.isFinite(value) ? Math.round(value * 10_000) / 10_000 : null);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<FunnelConfig, FunnelData>) =>
    html`<bc-funnel .config=${config} .data=${data} .locale=${locale}></bc-funnel>`,
  words: async () => ({
    summary,
    table: ({ data, locale }: Props) => [
      ['stage', 'value', 'previous', 'overall'].map((word) => localize(word, locale)),
      ...stagesOf(data).map(({ name, value, toPrevious, toFirst }) => [name, value, ratio(toPrevious), ratio(toFirst)]),
    ],
  }),
};
