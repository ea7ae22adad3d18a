import { html, nothing, svg } from 'lit';
import { localize } from '../locales/localize.ts';
import { clamp, fitOf, formatExact, formatShare, levelOf, limitsOf, shareOf } from '../model/figures.ts';
import { formatNumber } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { type GaugeConfig, type GaugeData, schema } from '../model/types/gauge.ts';
import { gauge } from './gauge.styles.ts';
import { signStyles } from './sign.styles.ts';
import { sign } from './sign.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { WordedElement } from './worded-element.ts';

/** Half circles in a box of 100 x 53, from the start of the scale to its end. */
const arc = (radius: number) => `M${50 - radius} 51A${radius} ${radius} 0 0 1 ${50 + radius} 51`;
const SCALE = arc(40.5);
const BAND = arc(48);
/** Between two bands, in percent of the arc. */
const GAP = 0.8;

/** The scale and its number format: percent for 0 to 1 without a unit. */
function scaleOf({ value, ...data }: GaugeData, config: GaugeConfig, locale: string | undefined) {
  const from = data.min ?? config.min ?? 0;
  const to = data.max ?? config.max ?? 1;
  const isShare = from === 0 && to === 1 && !config.prefix && !config.suffix;
  const { decimal_places: digits } = config;
  // Never rounded up to 100%.
  const most = (figure: number) => (figure < 1 && digits === undefined ? Math.min(figure, 0.999) : figure);
  const write = (figure: number) =>
    isShare ? formatShare(most(figure), locale, digits) : formatNumber(figure, locale, config);
  const writeExact = (figure: number) =>
    isShare ? formatShare(figure, locale, digits ?? 2) : formatExact(figure, locale, config);
  return { from, to, value, at: (figure: number) => 100 * clamp(shareOf(figure, from, to)), write, writeExact };
}

type Scale = ReturnType<typeof scaleOf>;

/** The bands between the thresholds, each with its level. */
function bandsOf({ at, from, to }: Scale, config: GaugeConfig) {
  const limits = limitsOf(config);
  if (!limits.length) return [];
  const cuts = [...new Set([0, at(limits[0] as number), at(limits.at(-1) as number), 100])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index] as number;
    const middle = from + ((to - from) * (start + end)) / 200;
    return { start, length: Math.max(0, end - start - (end < 100 ? GAP : 0)), level: levelOf(middle, config) };
  });
}

function summary({ config, data, locale }: Props): string {
  const { write, from, to, value } = scaleOf(data, config, locale);
  const level = levelOf(value, config);
  const scale = localize('scale', locale, write(value), write(from), write(to));
  return [data.text, scale, level && localize(level, locale)].filter(Boolean).join(', ');
}

/**
 * @summary A figure on a scale, with coloured bands if there are thresholds.
 * @csspart dial, value, level, caption, min, max
 */
export class BcGauge extends WordedElement<GaugeConfig, GaugeData> {
  static override styles = [WordedElement.styles, signStyles, gauge];

  protected override renderData(data: GaugeData, config: GaugeConfig) {
    const { locale } = this;
    const scale = scaleOf(data, config, locale);
    const { from, to, value, at, write, writeExact } = scale;
    const level = levelOf(value, config);
    const place = at(value);
    const text = write(value);
    return html`<figure part="dial"><div class="dial"><svg class="arc" viewBox="0 0 100 53" role="img" aria-label=${summary({ config, data, locale })}>${svg`<path class="edge" d=${SCALE}></path><path class="track" d=${SCALE}></path><path class="fill" d=${SCALE} pathLength="100" stroke-dasharray="${place} 200" data-level=${level || nothing}></path>${bandsOf(scale, config).map(({ start, length, level: name }) => svg`<path class="band" d=${BAND} pathLength="100" stroke-dasharray="${length} 200" stroke-dashoffset=${-start} data-level=${name}></path>`)}<path class="needle" d=${SCALE} pathLength="100" stroke-dasharray="1 200" stroke-dashoffset=${0.5 - clamp(place, 0.5, 99.5)}></path>`}</svg><div class="read" aria-hidden="true">${level ? html`<div part="level" data-level=${level} title=${localize(level, locale)}>${sign(level)}<span>${localize(level, locale)}</span></div>` : nothing}<div part="value" data-n=${fitOf(text)} title=${writeExact(value)}><bdi>${text}</bdi></div></div></div><div class="ends" aria-hidden="true"><bdi part="min" title=${writeExact(from)}>${write(from)}</bdi>${data.text ? html`<bdi part="caption" title=${data.text}>${data.text}</bdi>` : nothing}<bdi part="max" title=${writeExact(to)}>${write(to)}</bdi></div></figure>`;
  }
}

define('bc-gauge', BcGauge);

type Props = DrawnProps<GaugeConfig, GaugeData>;

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<GaugeConfig, GaugeData>) =>
    html`<bc-gauge .config=${config} .data=${data} .locale=${locale}></bc-gauge>`,
  words: async () => ({
    summary,
    table: ({ config, data, locale }: Props) => {
      const { from, to, value } = scaleOf(data, config, locale);
      return [
        [data.text || localize('value', locale), localize('least', locale), localize('most', locale)],
        [value, from, to],
      ];
    },
  }),
};
