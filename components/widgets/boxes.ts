import { html, nothing, svg } from 'lit';
import { localize } from '../locales/localize.ts';
import { fitOf, formatExact } from '../model/figures.ts';
import { formatNumber, intl } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { type BoxesConfig, type BoxesData, schema } from '../model/types/boxes.ts';
import { paletteStyles } from '../theme/palette.ts';
import { boxes } from './boxes.styles.ts';
import { ChoiceController } from './choice-controller.ts';
import { choosable } from './choosable.styles.ts';
import { hiddenStyles } from './data-table.ts';
import { ScrollController } from './scroll-controller.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

type Props = DrawnProps<BoxesConfig, BoxesData>;

const COLORS = 8;
const write = (value: number | undefined, config: BoxesConfig, locale: string | undefined) =>
  value === undefined ? '–' : formatNumber(value, locale, config);

/**
 * @summary Several figures in a grid, each with its label.
 * @csspart box, label, value
 * @fires bc-select - With the datum of the box that was clicked, or reached by arrow keys and Enter.
 * @cssproperty --bc-color-1, --bc-color-2, --bc-color-3, --bc-color-4, --bc-color-5, --bc-color-6, --bc-color-7, --bc-color-8
 */
export class BcBoxes extends WordedElement<BoxesConfig, BoxesData> {
  static override styles = [WordedElement.styles, long, choosable, hiddenStyles, paletteStyles, boxes];

  protected readonly scrolling = new ScrollController(this);
  protected readonly choice = new ChoiceController(this, (row, column) => {
    const { label = '', value = null } = this.data?.values[row] ?? {};
    return { row, column, label, value };
  });

  protected override renderData({ values }: BoxesData, config: BoxesConfig) {
    if (!values.length) return this.renderEmpty();
    const texts = values.map(({ value }) => write(value, config, this.locale));
    // One font size for all, so that they are comparable.
    const fit = Math.max(...texts.map(fitOf));
    return html`<dl class="scroll" data-n=${values.length}>${values.map(({ label = '', value }, index) => {
      const text = texts[index] ?? '';
      const exact = value === undefined ? text : formatExact(value, this.locale, config);
      return html`<div part="box" data-row=${index} title=${`${label} ${exact}`.trim()}><dt part="label" dir="auto">${label}</dt><dd part="value" data-l=${fit}><svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true" data-color=${(index % COLORS) + 1}>${svg`<rect width="1" height="1" color=${config.colors?.[index % config.colors.length] || nothing}></rect>`}</svg>${value === undefined ? html`<span aria-hidden="true">${text}</span><span class="sr">${localize('none', this.locale)}</span>` : html`<bdi>${text}</bdi>`}</dd></div>`;
    })}</dl>`;
  }
}

define('bc-boxes', BcBoxes);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<BoxesConfig, BoxesData>) =>
    html`<bc-boxes .config=${config} .data=${data} .locale=${locale}></bc-boxes>`,
  words: async () => ({
    summary: ({ config, data: { values }, locale }: Props) =>
      intl(Intl.ListFormat, locale, {}).format(
        values
          .slice(0, 9)
          .map(({ label = '', value }) =>
            `${label} ${value === undefined ? localize('none', locale) : write(value, config, locale)}`.trim(),
          ),
      ) + (values.length > 9 ? ', …' : ''),
    table: ({ data: { values }, locale }: Props) => [
      [localize('name', locale), localize('value', locale)],
      ...values.map(({ label = null, value = null }) => [label, value]),
    ],
  }),
};
