import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { localize } from '../locales/localize.ts';
import { intl } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { formatMoment } from '../model/time.ts';
import { newest, schema, type TimelineConfig, type TimelineData, type TimelineEntry } from '../model/types/timeline.ts';
import { ChoiceController } from './choice-controller.ts';
import { choosable } from './choosable.styles.ts';
import { onMinute } from './clock.ts';
import { uniqueKeys } from './keys.ts';
import { ScrollController } from './scroll-controller.ts';
import { entries } from './skeleton.styles.ts';
import { timeline as styles } from './timeline.styles.ts';
import { iconOf, since } from './timeline-parts.ts';
import { type Cell, type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

/** Milliseconds after which a lost image is asked for again, when its widget is drawn next. */
const AGAIN = 30_000;

type Props = DrawnProps<TimelineConfig, TimelineData>;

/**
 * @summary Events with their time, newest first.
 * @csspart entry, title, content, time, image
 * @fires bc-select - With the datum of the entry that was clicked, or reached by arrow keys and Enter: its time in ms.
 */
export class BcTimeline extends WordedElement<TimelineConfig, TimelineData> {
  static override properties = { ...WordedElement.properties, lost: { attribute: false } };
  static override styles = [WordedElement.styles, long, choosable, entries, styles];

  /** Images that could not be loaded, and until when they count as lost. */
  declare lost: ReadonlyMap<string, number> | undefined;
  #stop: (() => void) | undefined;
  protected readonly scrolling = new ScrollController(this);
  protected readonly choice = new ChoiceController(this, (row, column) => {
    const entry = this.data ? newest(this.data, this.config)[row] : undefined;
    return entry && { row, column, label: entry.title || (entry.content ?? ''), value: entry.at ?? null };
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop ??= onMinute(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop = this.#stop?.() as undefined;
  }

  protected override renderData(data: TimelineData, config: TimelineConfig) {
    const entries = newest(data, config);
    if (!entries.length) return this.renderEmpty();
    this.choice.hold();
    const keys = uniqueKeys(entries.map(({ at, title }) => `${at} ${title}`));
    return html`<ol class="scroll">${repeat(
      entries,
      (_, index) => keys[index],
      (entry, index) => this.#renderEntry(entry, index),
    )}</ol>`;
  }

  #renderEntry({ title, content, image, link, at }: TimelineEntry, index: number): TemplateResult {
    const { sign, level, picture } = iconOf(image);
    const lead =
      picture && !(Date.now() < (this.lost?.get(picture) ?? 0))
        ? html`<img part="image" src=${picture} alt="" width="32" height="32" loading="lazy" decoding="async" referrerpolicy="no-referrer" @error=${() => this.#lose(picture)}>`
        : html`<i class="dot" data-level=${level} aria-hidden="true">${sign}</i>`;
    const heading = title || content || '–';
    return html`<li part="entry" data-row=${index}>${lead}<div class="words"><div part="title" dir="auto" title=${title}>${
      link ? html`<a href=${link} target="_blank" rel="noopener noreferrer">${heading}</a>` : heading
    }</div>${title && content ? html`<div part="content" dir="auto" title=${content}>${content}</div>` : nothing}</div>${at === undefined ? nothing : this.#renderTime(at)}</li>`;
  }

  #renderTime(at: number): TemplateResult | typeof nothing {
    const { locale, timeZone } = this;
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return nothing;
    return html`<time part="time" datetime=${date.toISOString()} title=${formatMoment(at, locale, timeZone, { dateStyle: 'full', timeStyle: 'medium' })}><bdi>${since(at, locale, timeZone)}</bdi></time>`;
  }

  #lose(picture: string): void {
    this.lost = new Map([...(this.lost ?? []), [picture, Date.now() + AGAIN]]);
  }
}

define('bc-timeline', BcTimeline);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale, timeZone }: ViewProps<TimelineConfig, TimelineData>) =>
    html`<bc-timeline .config=${config} .data=${data} .locale=${locale} .timeZone=${timeZone}></bc-timeline>`,
  words: async () => ({
    summary: ({ config, data, locale, timeZone }: Props) => {
      const entries = newest(data, config);
      return (
        intl(Intl.ListFormat, locale, {}).format(
          entries
            .slice(0, 3)
            .map(({ title, content = '', at }) =>
              [title || content, at !== undefined && since(at, locale, timeZone)].filter(Boolean).join(', '),
            ),
        ) + (entries.length > 3 ? ', …' : '')
      );
    },
    table: ({ config, data, locale }: Props): Cell[][] => [
      ['time', 'title', 'content', 'link'].map((name) => localize(name, locale)),
      ...newest(data, config).map(({ at, title, content = null, link = null }) => [
        at === undefined || !(Math.abs(at) <= 8.64e15) ? null : new Date(at).toISOString(),
        title,
        content,
        link,
      ]),
    ],
  }),
};
