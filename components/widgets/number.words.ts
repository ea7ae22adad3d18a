import { html, type TemplateResult } from 'lit';
import { localize } from '../locales/localize.ts';
import { formatChange, formatNumber } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { type NumberConfig, type NumberData, schema } from '../model/types/number.ts';
import type { DrawnProps, View } from './widget-element.ts';

type Props = DrawnProps<NumberConfig, NumberData>;

/** A dash for those who see it. */
export const empty = (locale: string | undefined): TemplateResult =>
  html`<p class="empty" role="img" aria-label=${localize('empty', locale)}>–</p>`;

export const read: View['read'] = (config, data) => parse(schema, config, data);

/** `€12.5K today, +27% (€9.8K yesterday)` */
export function summary({ config, data: { value1, value2, text1, text2 }, locale }: Props): string {
  const write = (value: number, text = '') => `${formatNumber(value, locale, config)} ${text}`.trim();
  if (value2 === undefined) return write(value1, text1);
  return `${write(value1, text1)}, ${formatChange(value1, value2, locale, config).text} (${write(value2, text2)})`;
}

/** Value and compared value under their captions. */
export function table({ data: { value1, value2, text1 = 'value1', text2 = 'value2' } }: Props): (string | number)[][] {
  return value2 === undefined
    ? [[text1], [value1]]
    : [
        [text1, text2],
        [value1, value2],
      ];
}
