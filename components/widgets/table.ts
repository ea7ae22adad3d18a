import { html, isServer, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type Grid, type GridColumn, gridOf, orderOf, type Sort, valueAt } from '../model/grid.ts';
import { parse } from '../model/parse.ts';
import { type Row, schema, type TableConfig, type TableData } from '../model/types/table.ts';
import { ChoiceController } from './choice-controller.ts';
import { choosable } from './choosable.styles.ts';
import { EdgeController } from './edge-controller.ts';
import { grid } from './grid.styles.ts';
import { uniqueKeys } from './keys.ts';
import { PaperController } from './paper-controller.ts';
import { ScrollController } from './scroll-controller.ts';
import { columns } from './skeleton.styles.ts';
import { table as styles } from './table.styles.ts';
import { bandsOf, fit, widthOf } from './table-columns.ts';
import { datumOf, drawCell, PRINTED, pageOf, pager, space, stepOf, summary, table, windowOf } from './table-parts.ts';
import { define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

/**
 * @summary A table with sortable columns and pages; long ones draw only the visible rows.
 * @csspart table, head, row, cell, pager
 * @fires bc-select - With the datum of the row that was clicked, or reached by arrow keys and Enter.
 */
export class BcTable extends WordedElement<TableConfig, TableData> {
  static override properties = {
    ...WordedElement.properties,
    sort: { attribute: false },
    page: { attribute: false },
    step: { attribute: false },
  };
  static override styles = [WordedElement.styles, long, choosable, grid, columns, styles];

  /** What the reader chose; both are kept when new data arrives. */
  declare sort: Sort | undefined;
  declare page: number | undefined;
  /** First visible row of the page, rounded down to a step. */
  declare step: number | undefined;
  /** Height of a row in pixels, as last measured. */
  #height = 0;
  #known: { rows: readonly Row[]; config: TableConfig; place: string; sort: Sort | undefined } | undefined;
  #grid: Grid = { columns: [], rows: [] };
  #order: number[] = [];
  /** The columns of each table; on screen there is only one. */
  #bands: GridColumn[][] = [];
  protected readonly scrolling = new ScrollController(this);
  protected readonly choice = new ChoiceController(this, (row) => datumOf(this.data?.rows[row], row, this.#grid));
  readonly #edges = new EdgeController(this);
  readonly #paper = new PaperController(this);

  protected override renderData(data: TableData, config: TableConfig) {
    if (!data.rows.length) return this.renderEmpty();
    this.choice.hold();
    this.#prepare(data, config);
    const { columns, rows } = this.#grid;
    const isPrinted = this.#paper.isOn;
    const page = pageOf(rows.length, config.page_size, this.page, isPrinted ? PRINTED : undefined);
    const { first, last } = isPrinted
      ? { first: 0, last: page.count }
      : windowOf(page.count, this.step ?? 0, this.#height, this.#box());
    const shown = this.#order.slice(page.from + first, page.from + last);
    const lead = columns[0];
    const keys = uniqueKeys(shown.map((index) => (lead ? `${JSON.stringify(valueAt(rows[index] as Row, lead))}` : '')));
    const isPart = shown.length < rows.length;
    this.#bands = isPrinted ? bandsOf(columns, this.#box()?.clientWidth) : [columns];
    const tables = this.#bands.map(
      (columns) =>
        html`<table part="table" aria-label=${config.title ?? nothing} aria-rowcount=${isPart ? rows.length + 1 : nothing} style=${isServer ? `min-inline-size:${widthOf(...columns)}` : nothing}><colgroup>${columns.map((column) => html`<col style=${isServer ? `inline-size:${widthOf(column)}` : nothing}>`)}</colgroup><thead><tr aria-rowindex=${isPart ? 1 : nothing}>${columns.map((column) => this.#renderHead(column))}</tr></thead><tbody>${space('above', first)}${repeat(
          shown,
          (_, at) => keys[at],
          (index, at) =>
            html`<tr part="row" data-row=${index} aria-rowindex=${isPart ? page.from + first + at + 2 : nothing}>${columns.map((column, place) => drawCell(rows[index] as Row, column, this, !place))}</tr>`,
        )}${space('below', page.count - last)}</tbody></table>`,
    );
    return html`<div class="table"><div class="edges"><div class="scroll" @scroll=${this.#onScroll}>${tables}</div></div>${page.count < rows.length && !isServer ? pager(page, rows.length, this.locale, (next) => this.#turn(next)) : nothing}</div>`;
  }

  /** Updates columns and order if anything they depend on has changed. */
  #prepare(data: TableData, config: TableConfig): void {
    const { locale, timeZone, sort } = this;
    const place = `${locale} ${timeZone}`;
    const known = this.#known;
    const isSame = known?.rows === data.rows && known.config === config && known.place === place;
    if (!isSame) this.#grid = gridOf(data, config, { locale, timeZone });
    if (!isSame || known?.sort !== sort) this.#order = orderOf(this.#grid, sort, locale);
    this.#known = { rows: data.rows, config, place, sort };
  }

  #renderHead({ key, label, align }: GridColumn): TemplateResult {
    const sign = this.sort?.key === key ? this.sort.sign : 0;
    const order = ['descending', 'none', 'ascending'][sign + 1];
    return html`<th part="head" scope="col" data-align=${align} aria-sort=${isServer ? nothing : order} title=${label}>${
      isServer
        ? html`<div class="text" dir="auto">${label}</div>`
        : html`<button @click=${() => this.#sortBy(key, sign)}><span class="text" dir="auto">${label}</span><i aria-hidden="true">${'↓↕↑'[sign + 1]}</i></button>`
    }</th>`;
  }

  /** Ascending, then descending, then the original order. */
  #sortBy(key: string, sign: number): void {
    this.sort = sign < 0 ? undefined : { key, sign: sign ? -1 : 1 };
    this.#turn(0);
  }

  #turn(page: number): void {
    this.page = page;
    this.step = 0;
    const box = this.#box();
    if (box) box.scrollTop = 0;
  }

  #box(): Element | null | undefined {
    return isServer ? undefined : this.renderRoot.querySelector('.scroll');
  }

  readonly #onScroll = (): void => {
    this.#edges.hostUpdated();
    const box = this.#box();
    if (box && this.#height) this.step = stepOf(box.scrollTop / this.#height);
  };

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const find = <Found extends HTMLElement>(selector: string) => this.renderRoot.querySelectorAll<Found>(selector);
    fit(find('table'), this.#bands, this.#paper.isOn);
    const height = this.renderRoot.querySelector('[part=row]')?.getBoundingClientRect().height ?? 0;
    for (const row of find('[data-rows]')) row.style.blockSize = `${Number(row.dataset.rows) * height}px`;
    this.scrolling.hostUpdated();
    if (height === this.#height) return;
    this.#height = height;
    this.requestUpdate();
  }
}

define('bc-table', BcTable);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale, timeZone }: ViewProps<TableConfig, TableData>) =>
    html`<bc-table .config=${config} .data=${data} .locale=${locale} .timeZone=${timeZone}></bc-table>`,
  words: async () => ({ summary, table }),
};
