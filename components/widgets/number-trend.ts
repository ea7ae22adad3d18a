import { css, html, isServer, nothing, svg, type TemplateResult, unsafeCSS } from 'lit';
import { dress } from '../frame/dress.ts';
import { localize } from '../locales/localize.ts';
import { trend } from './number-trend.styles.ts';
import '../locales/en.views.ts';
import { levelOf } from '../model/figures.ts';
import { intl } from '../model/format.ts';
import { formatPlain } from '../model/labels.ts';
import { downsample, extent, type Series } from '../model/series.ts';
import type { NumberConfig } from '../model/types/number.ts';
import { SizedElement } from '../theme/sized-element.ts';
import { define } from './widget-element.ts';

export { levelOf as level };

const WIDTH = 100;
const HEIGHT = 30;

/** SVG path of a series in a box of 100 x 30; a gap interrupts the line. */
export function sparkline(series: Series): string {
  const range = extent(series);
  if (!range) return '';
  const [low, high] = range;
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : HEIGHT - 1.5 - ((value - low) / (high - low)) * (HEIGHT - 3);
  let pen = 'M';
  return downsample(series, 200)
    .map((index) => {
      const value = series[index];
      if (value == null) {
        pen = 'M';
        return '';
      }
      const x = series.length < 2 ? WIDTH : (index / (series.length - 1)) * WIDTH;
      const step = `${pen}${x.toFixed(2)} ${y(value).toFixed(2)}`;
      pen = 'L';
      return step;
    })
    .join('');
}

/** SVG path of the area below a sparkline, with a shape for each run between gaps. */
export const areaOf = (line: string): string =>
  line.replace(/M(\S+) ([^M]*)/g, (_, x, rest) => `M${x} ${rest}V${HEIGHT}H${x}Z`);

/** The last point, as a very short line: its round cap stays a dot when the picture is stretched. Safari deforms that of a line of no length. */
const dotOf = (line: string): string => `M${line.split(/[ML]/).at(-1)}h.01`;

/** @summary The part below a figure: its sparkline, the progress to the goal, and the level by thresholds. */
export class BcTrend extends SizedElement {
  static override properties = { series: {}, value: {}, goal: {}, text: {}, falls: {}, locale: {}, level: {} };
  static override styles = trend;

  declare series: Series | undefined;
  declare value: number;
  declare goal: number | undefined;
  /** The goal, formatted like the figure. */
  declare text: string;
  /** Whether lower is better. */
  declare falls: boolean;
  declare locale: string | undefined;
  declare level: string;

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode();
    if (root instanceof ShadowRoot) dress({ renderRoot: root }, signs);
  }

  protected override render(): unknown {
    const { series, goal, level: name, locale } = this;
    return [
      Array.isArray(series) && series.length ? this.#renderLine(series) : nothing,
      goal === undefined ? nothing : this.#renderGoal(goal),
      // Colour alone must not carry the meaning.
      name ? html`<div data-level=${name}>${SIGNS[name]} ${localize(name, locale)}</div>` : nothing,
    ];
  }

  #renderLine(series: Series): unknown {
    const line = sparkline(series);
    const write = (value: number) => formatPlain(value, this.locale);
    const words = localize('course', this.locale, ...(extent(series) ?? []).map(write));
    return html`<svg class="line" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${words}>
        ${svg`<path class="ground" d=${areaOf(line)}></path><path class="course" d=${line}></path><path class="dot" d=${line && dotOf(line)}></path>`}
      </svg>`;
  }

  #renderGoal(goal: number): unknown {
    const reached = reachOf(this.value, goal, this.falls);
    const text = goalIn(reached, this.text, this.locale);
    return html`<svg class="goal" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        ${svg`<rect width=${Math.min(1, reached) * 100} height="1"></rect>`}
      </svg>
      <div title=${text}><bdi>${text}</bdi></div>`;
  }
}

/** The reached part of the goal, from 0. There are no percentages of zero or negative goals: 0 or 1. */
const reachOf = (value: number, goal: number, falls: boolean): number =>
  goal > 0 ? Math.max(0, value / goal) : Number(falls ? value <= goal : value >= goal);

function goalIn(reached: number, text: string, locale: string | undefined): string {
  // Never rounded up to 100%.
  const part = reached < 1 ? Math.min(reached, 0.99) : reached;
  // Arabic puts a direction mark beside the percent sign, which would reverse the sentence.
  const percent = intl(Intl.NumberFormat, locale, { style: 'percent' }).format(part).replaceAll('\u200e', '');
  return localize('goal', locale, percent, text);
}

/** The progress to the goal (`text`, formatted like the figure) and the level, as text for screen readers. */
export function tell(value: number, text: string, config: NumberConfig, locale: string | undefined): string[] {
  const { goal, direction } = config;
  const level = levelOf(value, config);
  return [
    goal == null ? '' : goalIn(reachOf(value, goal, direction === 'down-good'), text, locale),
    level && localize(level, locale),
  ].filter(Boolean);
}

/** Tells levels apart without colour. */
const SIGNS: Readonly<Record<string, string>> = { good: '●', warn: '▲', bad: '■' };

/**
 * Beside the figure of a card that is too low for the level in words. Words for screen readers are there anyway, so the
 * sign has no text, where browsers know how to say that.
 */
const signs = css`[data-n]::after{position:absolute;font-size:max(.3em,.75rem);margin-inline-start:.4em}@container(block-size<11rem){${unsafeCSS(
  Object.entries(SIGNS)
    .map(([level, sign]) => `[data-n][data-level=${level}]::after{content:"${sign}";content:"${sign}"/""}`)
    .join(''),
)}}`;

/** Views on the server adopt no styles. A template must not have a hole inside `<style>`, so this is one string. */
const text = [`<style>${signs.cssText}</style>`];
const sheet = isServer ? html(Object.assign(text, { raw: text })) : nothing;

define('bc-trend', BcTrend);

/** The part below the figure; `text` is the goal, formatted like the figure. */
export const draw = (
  value: number,
  series: Series | undefined,
  text: string,
  config: NumberConfig,
  locale: string | undefined,
): TemplateResult =>
  html`${sheet}<bc-trend .series=${series} .value=${value} .goal=${config.goal} .text=${text} .falls=${config.direction === 'down-good'} .locale=${locale} .level=${levelOf(value, config)}></bc-trend>`;
