import { html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { localize } from '../locales/localize.ts';
import { intl } from '../model/format.ts';
import { formatPlain } from '../model/labels.ts';
import { parse } from '../model/parse.ts';
import { type LeaderboardConfig, type LeaderboardData, type Place, schema } from '../model/types/leaderboard.ts';
import { ChoiceController } from './choice-controller.ts';
import { choosable } from './choosable.styles.ts';
import { EdgeController } from './edge-controller.ts';
import { grid } from './grid.styles.ts';
import { uniqueKeys } from './keys.ts';
import { leaderboard as styles } from './leaderboard.styles.ts';
import { arrow, light } from './leaderboard-parts.ts';
import { ScrollController } from './scroll-controller.ts';
import { columns } from './skeleton.styles.ts';
import { type Cell, type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

type Props = DrawnProps<LeaderboardConfig, LeaderboardData>;

/** Numbers in the locale, text as it is, an en dash for no value. */
const write = (value: Place['values'][number] | undefined, locale: string | undefined) =>
  typeof value === 'number' ? formatPlain(value, locale) : (value ?? '–');

const fieldOf = (config: LeaderboardConfig, name: 'subtitle' | 'color', index: number): string | undefined =>
  config[`${name}${index + 1}` as keyof LeaderboardConfig] as string | undefined;

/** The columns that a board needs. */
function columnsOf({ board }: LeaderboardData, config: LeaderboardConfig) {
  const count = Math.max(0, ...board.map(({ values }) => values.length));
  return {
    values: Array.from({ length: count }, (_, index) => ({
      title: fieldOf(config, 'subtitle', index) ?? '',
      // Columns of figures (also `96%`) are aligned at the end, so that they can be compared.
      isFigures: board.every(({ values }) => values[index] == null || /\d/.test(`${values[index]}`)),
    })),
    hasTrend: board.some(({ trend }) => trend),
    hasLight: board.some(({ status }) => status),
  };
}

/**
 * @summary Ranked rows, each with up to nine values, a trend and a status.
 * @csspart row, rank, name, value, trend, status
 * @fires bc-select - With the datum of the row that was clicked, or reached by arrow keys and Enter: its first value.
 */
export class BcLeaderboard extends WordedElement<LeaderboardConfig, LeaderboardData> {
  static override styles = [WordedElement.styles, long, choosable, grid, columns, styles];

  protected readonly scrolling = new ScrollController(this);
  protected readonly choice = new ChoiceController(this, (row, column) => {
    const { name: label = '', values = [] } = this.data?.board[row] ?? {};
    return { row, column, label, value: values[column] ?? null };
  });
  readonly #edges = new EdgeController(this);

  protected override renderData(data: LeaderboardData, config: LeaderboardConfig) {
    const { board } = data;
    if (!board.length) return this.renderEmpty();
    this.choice.hold();
    const { locale } = this;
    const { values, hasTrend, hasLight } = columnsOf(data, config);
    const word = (name: string) => localize(name, locale);
    const keys = uniqueKeys(board.map(({ name }) => name));
    const isTitled = values.some(({ title }) => title);
    return html`<div class="edges"><div class="scroll" @scroll=${() => this.#edges.hostUpdated()}><table class=${isTitled ? '' : 'untitled'} aria-label=${config.title ?? nothing}><thead><tr><th scope="col"><span class="sr">${word('rank')}</span></th>${hasLight ? html`<th scope="col"><span class="sr">${word('light')}</span></th>` : nothing}<th class="name" scope="col"><span class="sr">${word('name')}</span></th>${values.map(
      ({ title, isFigures }, index) =>
        html`<th scope="col" data-align=${isFigures ? 'end' : 'start'} title=${title}><i class="mark" data-column=${index} hidden></i><span class="text" dir="auto">${title || html`<span class="sr">${word('value')} ${formatPlain(index + 1, locale)}</span>`}</span></th>`,
    )}${hasTrend ? html`<th scope="col"><span class="sr">${word('trend')}</span></th>` : nothing}</tr></thead><tbody>${repeat(
      board,
      (_, index) => keys[index],
      ({ name, values: given, trend, status }, index) => {
        const texts = values.map((_, column) => write(given[column], locale));
        // A narrow card shows one value: the tooltip has all of them.
        const all = [name, ...texts.map((text, column) => [values[column]?.title, text].filter(Boolean).join(' '))];
        return html`<tr part="row" data-row=${index}><td part="rank">${formatPlain(index + 1, locale)}</td>${hasLight ? html`<td part="status">${light(status, locale)}</td>` : nothing}<th part="name" class="name" scope="row" title=${all.join('\n')}><div class="text" dir="auto">${name}</div></th>${values.map(
          ({ isFigures }, column) =>
            html`<td part="value" data-align=${isFigures ? 'end' : 'start'} title=${texts[column]}><div class="text" dir="auto">${texts[column]}</div></td>`,
        )}${hasTrend ? html`<td part="trend">${arrow(trend, locale)}</td>` : nothing}</tr>`;
      },
    )}</tbody></table></div></div>`;
  }

  /** Sets the colours of the columns from script, as content policies may forbid style attributes; ignores invalid ones. */
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    for (const mark of this.renderRoot.querySelectorAll<HTMLElement>('.mark')) {
      mark.style.backgroundColor = fieldOf(this.config, 'color', Number(mark.dataset.column)) ?? '';
      mark.hidden = !mark.style.backgroundColor;
    }
  }
}

define('bc-leaderboard', BcLeaderboard);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<LeaderboardConfig, LeaderboardData>) =>
    html`<bc-leaderboard .config=${config} .data=${data} .locale=${locale}></bc-leaderboard>`,
  words: async () => ({
    summary: ({ data: { board }, locale }: Props) =>
      intl(Intl.ListFormat, locale, {}).format(
        board
          .slice(0, 3)
          .map(({ name, values }, index) =>
            `${formatPlain(index + 1, locale)}. ${name} ${write(values[0] ?? '', locale)}`.trim(),
          ),
      ) + (board.length > 3 ? ', …' : ''),
    table: ({ config, data, locale }: Props): Cell[][] => {
      const { values, hasTrend, hasLight } = columnsOf(data, config);
      const word = (name: string) => localize(name, locale);
      const head = values.map(({ title }, index) => title || `${word('value')} ${index + 1}`);
      return [
        [
          word('rank'),
          word('name'),
          ...head,
          ...(hasTrend ? [word('trend')] : []),
          ...(hasLight ? [word('light')] : []),
        ],
        ...data.board.map(({ name, values: given, trend, status }, index) => [
          index + 1,
          name,
          ...values.map((_, column) => given[column] ?? null),
          ...(hasTrend ? [trend ? word(`trend_${trend}`) : null] : []),
          ...(hasLight ? [status ? word(`light_${status}`) : null] : []),
        ]),
      ];
    },
  }),
};
