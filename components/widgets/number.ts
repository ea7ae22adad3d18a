import { html } from 'lit';
import { formatNumber } from '../model/format.ts';
import { type NumberConfig, type NumberData, schema } from '../model/types/number.ts';
import { type DrawnProps, define, type View, type ViewProps, WidgetElement } from './widget-element.ts';

type Props = ViewProps<NumberConfig, NumberData>;

/**
 * @summary One figure and how it moved since the value it is compared with.
 * @csspart value - The figure.
 */
export class BcNumber extends WidgetElement<NumberConfig, NumberData> {
  protected override renderData({ value1 }: NumberData, config: NumberConfig) {
    return html`<output part="value">${formatNumber(value1, this.locale, config)}</output>`;
  }
}

define('bc-number', BcNumber);

export const view: View = {
  spec: schema,
  template: ({ config, data, locale, timeZone }: Props) =>
    html`<bc-number .config=${config} .data=${data} .locale=${locale} .timeZone=${timeZone}></bc-number>`,
  summary: ({ config, data, locale }: DrawnProps<NumberConfig, NumberData>) =>
    formatNumber(data.value1, locale, config),
};
