import { css, html } from 'lit';
import { localize } from '../locales/localize.ts';
import { intl } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { formatDuration, formatMoment, parseMoment, splitDuration, type TimeUnit } from '../model/time.ts';
import { type CountdownConfig, type CountdownData, schema } from '../model/types/countdown.ts';
import { onSecond } from './clock.ts';
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
  static override styles = [
    WordedElement.styles,
    css`.skeleton{--h:clamp(1.5rem,min(18cqi,60cqb),6rem);block-size:var(--h);margin-block-start:calc(50cqb - .5*var(--h));mask:linear-gradient(90deg,#0000 7%,#000 0 23%,#0000 0 30%,#000 0 46%,#0000 0 54%,#000 0 70%,#0000 0 77%,#000 0 93%,#0000 0)}.units,.ended{block-size:100%;display:flex;align-items:center;justify-content:center;text-align:center}.units{gap:min(6cqi,2rem);--n:4}[data-n="1"]{--n:1.6}[data-n="2"]{--n:2.2}[data-n="3"]{--n:3.2}[data-n="5"]{--n:5}.units>span{min-inline-size:0;display:grid;grid-template-columns:minmax(0,auto)}b{font-size:clamp(.9rem,min(56cqi/var(--n),48cqb),5rem);line-height:1.1;font-weight:600;overflow-x:clip;white-space:nowrap;text-overflow:ellipsis;letter-spacing:-.02em;font-variant-numeric:tabular-nums}small{font-size:clamp(.6875rem,min(var(--u,24cqi)/var(--n),14cqb),1rem);line-height:1.3;color:var(--_muted);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.ended{font-size:clamp(.9rem,min(9cqi,26cqb),3rem);line-height:1.2;font-weight:600;overflow:auto;overflow-wrap:anywhere;text-wrap:balance}[data-long]{font-size:clamp(.75rem,min(6.5cqi,13cqb),2rem)}.ended span{margin:auto}@container(block-size<4rem){.ended span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;padding-block-end:.1em}}@media print{.ended{font-size:clamp(.75rem,5cqi,1rem)}}@container(inline-size<9rem){.skeleton{mask:linear-gradient(90deg,#0000 16%,#000 0 46%,#0000 0 54%,#000 0 84%,#0000 0)}.units:not([data-n=far]){--n:2.2}.units>span:nth-child(n+3){display:none}}.long{display:none}@container(inline-size>=18rem){.units{--u:18cqi}.long{display:block}.short{display:none}}`,
  ];

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
