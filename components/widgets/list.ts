import { html } from 'lit';
import { localize } from '../locales/localize.ts';
import { intl } from '../model/format.ts';
import { formatPlain } from '../model/labels.ts';
import { parse } from '../model/parse.ts';
import { type ListConfig, type ListData, type ListItem, schema } from '../model/types/list.ts';
import { ChoiceController } from './choice-controller.ts';
import { choosable } from './choosable.styles.ts';
import { list } from './list.styles.ts';
import { ScrollController } from './scroll-controller.ts';
import { rows } from './skeleton.styles.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

/** Numbers in the locale, text as it is. */
const write = (value: ListItem['value'], locale: string | undefined) =>
  typeof value === 'number' ? formatPlain(value, locale) : (value ?? '');

/**
 * @summary Names and their values, one pair per row.
 * @csspart row, name, value
 * @fires bc-select - With the datum of the row that was clicked, or reached by arrow keys and Enter.
 */
export class BcList extends WordedElement<ListConfig, ListData> {
  static override styles = [WordedElement.styles, long, choosable, rows, list];

  protected readonly scrolling = new ScrollController(this);
  protected readonly choice = new ChoiceController(this, (row, column) => {
    const { name = '', value = null } = this.data?.items[row] ?? {};
    return { row, column, label: name, value };
  });

  protected override renderData({ items }: ListData) {
    if (!items.length) return this.renderEmpty();
    return html`<dl class="scroll">${items.map(({ name = '', value }, row) => {
      const text = write(value, this.locale);
      return html`<div part="row" data-row=${row}><dt part="name" dir="auto" title=${name}>${name}</dt><dd part="value" dir="auto" title=${text}>${text}</dd></div>`;
    })}</dl>`;
  }
}

define('bc-list', BcList);

type Props = DrawnProps<ListConfig, ListData>;

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<ListConfig, ListData>) =>
    html`<bc-list .config=${config} .data=${data} .locale=${locale}></bc-list>`,
  words: async () => ({
    summary: ({ data: { items }, locale }: Props) =>
      intl(Intl.ListFormat, locale, {}).format(
        items.slice(0, 3).map(({ name = '', value }) => `${name} ${write(value, locale)}`.trim()),
      ) + (items.length > 3 ? ', …' : ''),
    table: ({ data: { items }, locale }: Props) => [
      [localize('name', locale), localize('value', locale)],
      ...items.map(({ name = null, value = null }) => [name, value]),
    ],
  }),
};
