import { html } from 'lit';
import { localize } from '../locales/localize.ts';
import { intl } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { formatDuration, formatMoment, parseMoment, splitDuration, type TimeUnit } from '../model/time.ts';
import { type CountdownConfig, type CountdownData, schema } from '../model/types/countdown.ts';
import { onSecond } from './clock.ts';
import { countdown } from './countdown.styles.ts';
import { ScrollController } from './scroll-controller.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { WordedElement } from './worded-element.ts';

/** Whole seconds until the target time; 0 after it. */
const secondsLeft = ({ target_datetime }: CountdownData) =>
  Math.max(0, Math.ceil((parseMoment(target_datetime) - Date.now()) / 1000));

/** Number and name of one unit in the locale. */
function split(
  count: number,
  unit: TimeUnit,
  isFirst: boolean,
  locale: string | undefined,
  unitDisplay: 'long' | 'short' = 'long',
): [string, string] {
  const parts = intl(Intl.NumberFormat, locale, {
    style: 'unit',
    unit,
    unitDisplay,
    minimumIntegerDigits: isFirst ? 1 : 2,
  }).formatToParts(count);
  const join = (isName: boolean) =>
    parts
      .filter(({ type }) => (type === 'unit') === isName)
      .map(({ value }) => value)
      .join('')
      .trim();
  // Some languages have no number for one and two (Arabic: دقيقة, a minute).
  return [join(false) || intl(Intl.NumberFormat, locale, {}).format(count), join(true)];
}

/**
 * @summary The time left until a point in time, counting down every second, and a text once it has come.
 * @csspart timer, count, unit, ended
 */
export class BcCountdown extends WordedElement<CountdownConfig, CountdownData> {
  static override styles = [WordedElement.styles, countdown];

  protected readonly scrolling = new ScrollController(this);
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop = this.#stop?.() as undefined;
  }

  protected override updated(): void {
    const runs = this.isConnected && !!this.data && secondsLeft(this.data) > 0;
    if (runs) this.#stop ??= onSecond(() => this.requestUpdate());
    else this.#stop = this.#stop?.() as undefined;
  }

  protected override renderData(data: CountdownData, { end_text }: CountdownConfig) {
    const { locale, timeZone } = this;
    const left = secondsLeft(data);
    const moment = formatMoment(parseMoment(data.target_datetime), locale, timeZone);
    const ended = end_text || localize('ended', locale);
    if (!left)
      return html`<div class="ended scroll" part="ended" title=${`${ended}\n${moment}`} ?data-long=${ended.length > 60}><span dir="auto">${ended}</span></div>`;
    const texts = splitDuration(left).map(({ unit, count }, index) => [
      ...split(count, unit, !index, locale),
      split(count, unit, !index, locale, 'short')[1],
    ]);
    const { length = 0 } = texts[0]?.[0] ?? '';
    // With thousands of days left, nobody needs the seconds.
    const isFar = length > 5;
    const fit = isFar ? 'far' : texts.length + Number(length > 3);
    return html`<div class="units" part="timer" role="timer" data-n=${fit} title=${moment} aria-label=${localize('left', locale, formatDuration(left, locale))}>${texts
      .slice(0, isFar ? 2 : 4)
      .map(
        ([figure, name, short]) =>
          html`<span aria-hidden="true"><b part="count" translate="no">${figure}</b><small part="unit" class="long">${name}</small><small part="unit" class="short">${short}</small></span>`,
      )}</div>`;
  }
}

define('bc-countdown', BcCountdown);

type Props = DrawnProps<CountdownConfig, CountdownData>;

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale, timeZone }: ViewProps<CountdownConfig, CountdownData>) =>
    html`<bc-countdown .config=${config} .data=${data} .locale=${locale} .timeZone=${timeZone}></bc-countdown>`,
  words: async () => ({
    summary: ({ config, data, locale }: Props) => {
      const left = secondsLeft(data);
      return left
        ? localize('left', locale, formatDuration(left, locale))
        : config.end_text || localize('ended', locale);
    },
    table: ({ data, locale }: Props) => [[localize('target', locale)], [data.target_datetime]],
  }),
};
