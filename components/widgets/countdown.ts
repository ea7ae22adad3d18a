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

/** Whole seconds until the moment; 0 once it has come. */
const secondsLeft = ({ target_datetime }: CountdownData) =>
  Math.max(0, Math.ceil((parseMoment(target_datetime) - Date.now()) / 1000));

/** Figure and name of one unit as the locale writes them. */
function split(count: number, unit: TimeUnit, isFirst: boolean, locale: string | undefined): [string, string] {
  const parts = intl(Intl.NumberFormat, locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    minimumIntegerDigits: isFirst ? 1 : 2,
  }).formatToParts(count);
  const join = (isName: boolean) =>
    parts
      .filter(({ type }) => (type === 'unit') === isName)
      .map(({ value }) => value)
      .join('')
      .trim();
  // Some languages say one and two without a figure (Arabic: دقيقة, a minute).
  return [join(false) || intl(Intl.NumberFormat, locale, {}).format(count), join(true)];
}

/**
 * @summary The time left until a moment, counting down by itself, and what stands there once it has come.
 * @csspart timer, count, unit, ended
 */
export class BcCountdown extends WordedElement<CountdownConfig, CountdownData> {
  static override styles = [
    WordedElement.styles,
    css`.skeleton{block-size:min(2.5rem,40cqb);margin-block-start:calc(50cqb - min(1.25rem,20cqb));mask:linear-gradient(90deg,#000 20%,#0000 0 26%,#000 0 47%,#0000 0 53%,#000 0 74%,#0000 0 80%,#000 0)}.units,.ended{block-size:100%;display:flex;align-items:center;justify-content:center;text-align:center}.units{gap:min(6cqi,2rem);--n:4}[data-n="1"]{--n:1.6}[data-n="2"]{--n:2.2}[data-n="3"]{--n:3.2}.units>span{min-inline-size:0;max-inline-size:50%;display:grid;grid-template-columns:minmax(0,auto)}b{font-size:clamp(.9rem,min(56cqi/var(--n),48cqb),5rem);line-height:1.1;font-weight:600;overflow-x:clip;white-space:nowrap;text-overflow:ellipsis;letter-spacing:-.02em}small{font-size:clamp(.6rem,min(11cqi/var(--n),14cqb),1rem);line-height:1.3;color:var(--_muted);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.ended{font-size:clamp(.9rem,min(9cqi,26cqb),3rem);line-height:1.2;font-weight:600;overflow:auto;overflow-wrap:anywhere;text-wrap:balance}.ended span{margin:auto}@media print{.ended{font-size:clamp(.75rem,5cqi,1rem)}}@container(inline-size<9rem){.units{--n:2.2}.units>span:nth-child(n+3){display:none}}`,
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
    if (!left)
      return html`<p class="ended scroll" part="ended" title=${moment}><span dir="auto">${end_text || localize('ended', locale)}</span></p>`;
    const parts = splitDuration(left);
    return html`<div class="units" part="timer" role="timer" data-n=${parts.length} title=${moment} aria-label=${localize('left', locale, formatDuration(left, locale))}>${parts.map(
      ({ unit, count }, index) => {
        const [figure, name] = split(count, unit, !index, locale);
        return html`<span aria-hidden="true"><b part="count">${figure}</b><small part="unit">${name}</small></span>`;
      },
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
