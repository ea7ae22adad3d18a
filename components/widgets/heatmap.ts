import { html, isServer, nothing, render, svg, type TemplateResult } from 'lit';
import { localize } from '../locales/localize.ts';
import { formatExact } from '../model/figures.ts';
import { formatNumber } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { type HeatmapConfig, type HeatmapData, schema } from '../model/types/heatmap.ts';
import type { Step } from '../theme/ramps.ts';
import { dataTable, hiddenStyles } from './data-table.ts';
import { heatmapStyles } from './heatmap.styles.ts';
import { HeatmapCursor, type Matrix } from './heatmap-cursor.ts';
import { type Grid, gapOf, gradeOf, gradesOf, gridOf, LABELS, pathsOf } from './heatmap-grid.ts';
import { axisOf, namesOf, sizeOf, summary } from './heatmap-words.ts';
import { whenListened } from './schedule.ts';
import { type Cell, type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { WordedElement } from './worded-element.ts';

type Props = DrawnProps<HeatmapConfig, HeatmapData>;

/** Up to so many cells get their value written, if there is room. */
const MOST_WRITTEN = 400;
/** Maximum cells of the table for screen readers. */
const MOST_TOLD = 2500;
/** Width of a character and height of a line, in pixels. */
const LETTER = 7;
const LINE = 15;

const fill = ({ light, dark }: Step) => `light-dark(${light},${dark})`;

/**
 * @summary A matrix of values as colours, with the values in the cells if there is room.
 * @csspart plot, legend
 * @fires bc-select - With the datum of the cell that was clicked, or reached by arrow keys and Enter.
 */
export class BcHeatmap extends WordedElement<HeatmapConfig, HeatmapData> {
  static override styles = [WordedElement.styles, hiddenStyles, ...heatmapStyles];

  protected readonly cursor = new HeatmapCursor(this);

  /** The cells, for the cursor. */
  get matrix(): Matrix | undefined {
    const { data, config } = this;
    if (!data) return undefined;
    const grid = gridOf(data, config);
    const names = namesOf(data, grid, config, this);
    const label = (row: number, column: number) => `${names.y[row] ?? ''}, ${names.x[column] ?? ''}`;
    return {
      ...{ columns: grid.columns, rows: grid.rows },
      datumOf: (row, column) => ({ row, column, label: label(row, column), value: grid.at(row, column) }),
      tell: (row, column) =>
        `${label(row, column)}: ${this.#write(grid.at(row, column)) || localize('none', this.locale)}`,
    };
  }

  protected override renderData(data: HeatmapData, config: HeatmapConfig) {
    const { locale, timeZone } = this;
    const grid = gridOf(data, config);
    const { columns, rows, steps } = grid;
    if (!columns || !rows) return this.renderEmpty();
    const names = namesOf(data, grid, config, this);
    const paths = pathsOf(grid);
    const axis = axisOf(data, grid, config, this);
    const longest = axis.reduce((most, { length }) => Math.max(most, length), 0);
    const each = LABELS.find((width) => (longest + 1) * LETTER <= width) ?? (LABELS.at(-1) as number);
    const grades = { x: gradesOf(columns, each), y: gradesOf(rows, LINE, 1) };
    const label = (axis: 'x' | 'y') => (name: string, at: number) =>
      html`<span data-d=${grades[axis][at]} data-each=${each} dir="auto" title=${name}>${name}</span>`;
    const sentence = summary({ config, data, locale, timeZone });
    return html`<figure aria-label=${sentence}><div class="y" data-all=${gradeOf(rows * LINE)} aria-hidden="true">${names.y.map(label('y'))}</div><div class="plot" part="plot" data-gap=${gapOf(grid)} role=${isServer ? nothing : 'application'} tabindex=${isServer ? nothing : 0} aria-label=${isServer ? nothing : localize('explore', locale, sizeOf(grid, locale))}><svg viewBox="0 0 ${columns} ${rows}" preserveAspectRatio="none" role="img" aria-label=${sentence}>${steps.map((step, at) => svg`<path fill=${fill(step)} d=${paths.steps[at]}></path>`)}${svg`<path class="none" d=${paths.none}></path><path class="strokes" d=${paths.strokes}></path><path class="cursor halo" hidden></path><path class="cursor" hidden></path>`}</svg><p class="sr told" aria-live="polite"></p>${columns * rows > MOST_WRITTEN ? nothing : this.#renderValues(grid)}</div><div class="x" aria-hidden="true"><div data-all=${gradeOf(columns * each)}>${axis.map(label('x'))}</div></div>${config.show_legend === false ? nothing : this.#renderLegend(grid, paths.none)}</figure>${isServer ? html`<div class="sr">${this.#renderTable(data, config)}</div>` : html`<div class="sr"></div>`}`;
  }

  protected override updated(): void {
    whenListened(this, () => {
      const box = this.renderRoot.querySelector<HTMLElement>('div.sr');
      if (box && this.data) render(this.#renderTable(this.data, this.config), box);
    });
  }

  #renderTable(data: HeatmapData, config: HeatmapConfig): TemplateResult {
    const grid = gridOf(data, config);
    const names = namesOf(data, grid, config, this);
    const rows = names.y.slice(0, Math.max(1, Math.floor(MOST_TOLD / grid.columns)));
    return dataTable([
      ['', ...names.x],
      ...rows.map((name, row) => [name, ...names.x.map((_, column) => this.#write(grid.at(row, column)))]),
    ]);
  }

  #write(value: number | null): string {
    return value === null ? '' : formatExact(value, this.locale, this.config);
  }

  #renderValues(grid: Grid): TemplateResult {
    const texts = Array.from({ length: grid.rows }, (_, row) =>
      Array.from({ length: grid.columns }, (_, column) => {
        const value = grid.at(row, column);
        const ink = value === null ? undefined : grid.steps[grid.stepOf(value)]?.isWhite;
        return {
          text: value === null ? '' : formatNumber(value, this.locale, this.config),
          ink: ink?.map(Number).join(''),
        };
      }),
    );
    const longest = Math.max(...texts.flat().map(({ text }) => text.length));
    return html`<div class="cells" aria-hidden="true"><div class="rows" data-w=${gradeOf(grid.columns * (longest + 1) * LETTER)} data-h=${gradeOf(grid.rows * LINE)}>${texts.map(
      (row) => html`<div>${row.map(({ text, ink }) => html`<span data-ink=${ink ?? nothing}>${text}</span>`)}</div>`,
    )}</div></div>`;
  }

  #renderLegend({ range, steps }: Grid, none: string): TemplateResult {
    const ends = range?.map((value) => [formatNumber(value, this.locale, this.config), this.#write(value)]) ?? [];
    const [low, high] = ends.map(([text, title]) => html`<bdi title=${title}>${text}</bdi>`);
    const word = localize('none', this.locale);
    return html`<div class="legend" part="legend" aria-hidden="true" ?data-shown=${this.config.show_legend}>${low}${low ? html`<svg class="scale" viewBox="0 0 ${steps.length} 1" preserveAspectRatio="none">${steps.map((step, at) => svg`<rect x=${at} width="1.05" height="1" fill=${fill(step)}></rect>`)}</svg>` : nothing}${high}${none ? html`<svg class="swatch" viewBox="0 0 1 1" preserveAspectRatio="none">${svg`<rect class="none" width="1" height="1"></rect><path class="strokes" vector-effect="non-scaling-stroke" d="M0 1L1 0"></path>`}</svg><span title=${word}>${word}</span>` : nothing}</div>`;
  }
}

define('bc-heatmap', BcHeatmap);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale, timeZone }: ViewProps<HeatmapConfig, HeatmapData>) =>
    html`<bc-heatmap .config=${config} .data=${data} .locale=${locale} .timeZone=${timeZone}></bc-heatmap>`,
  words: async () => ({
    summary,
    table: ({ config, data, locale, timeZone }: Props): Cell[][] => {
      const grid = gridOf(data, config);
      const names = namesOf(data, grid, config, { locale, timeZone });
      return [
        ['', ...names.x],
        ...names.y.map((name, row) => [name, ...names.x.map((_, column) => grid.at(row, column))]),
      ];
    },
  }),
};
