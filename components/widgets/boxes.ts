import { css, html, nothing, svg, unsafeCSS } from 'lit';
import { localize } from '../locales/localize.ts';
import { fitOf, formatExact } from '../model/figures.ts';
import { formatNumber, intl } from '../model/format.ts';
import { parse } from '../model/parse.ts';
import { type BoxesConfig, type BoxesData, schema } from '../model/types/boxes.ts';
import { paletteStyles } from '../theme/palette.ts';
import { ChoiceController, choosable } from './choice-controller.ts';
import { hiddenStyles } from './data-table.ts';
import { ScrollController } from './scroll-controller.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

type Props = DrawnProps<BoxesConfig, BoxesData>;

const COLORS = 8;
/** Up to so many boxes, columns depend on the widget's aspect ratio; beyond, on its width alone. */
const MOST_FITTED = 12;
/** Preferred aspect ratio of a box. */
const SHAPE = 1.7;

/**
 * Style rules that choose the columns for each number of boxes by the widget's aspect ratio. Only column counts that
 * leave as few empty cells as possible are used.
 */
const columns = Array.from({ length: MOST_FITTED }, (_, index) => {
  const count = index + 1;
  const counts = Array.from({ length: count }, (_, at) => at + 1).filter(
    (each) => each === Math.ceil(count / Math.ceil(count / each)),
  );
  return counts
    .map((each, at) => {
      const limit = ((each * (counts[at - 1] ?? 0)) / count) * SHAPE;
      const rule = `[data-n="${count}"]{--c:${each}}`;
      return limit ? `@container(aspect-ratio>${limit.toFixed(3)}){${rule}}` : rule;
    })
    .join('');
}).join('');

/** Puts labels beside figures, where there is no room for two lines. */
const beside = unsafeCSS('--row:row;--least:1.5rem;--align:center;--justify:space-between;--shrink:0 1 auto');

const write = (value: number | undefined, config: BoxesConfig, locale: string | undefined) =>
  value === undefined ? '–' : formatNumber(value, locale, config);

/**
 * @summary Several figures in a grid, each with its label.
 * @csspart box, label, value
 * @fires bc-select - With the datum of the box that was clicked, or reached by arrow keys and Enter.
 * @cssproperty --bc-color-1, --bc-color-2, --bc-color-3, --bc-color-4, --bc-color-5, --bc-color-6, --bc-color-7, --bc-color-8
 */
export class BcBoxes extends WordedElement<BoxesConfig, BoxesData> {
  static override styles = [
    WordedElement.styles,
    long,
    choosable,
    hiddenStyles,
    paletteStyles,
    unsafeCSS(columns),
    css`:host{font-variant-numeric:tabular-nums}.scroll,.skeleton{--g:clamp(.25rem,2.5cqmin,1rem)}.scroll{display:flex;flex-wrap:wrap;gap:var(--g);align-content:stretch}@container(block-size<2.5rem){.scroll{${beside}}}@container(block-size<4.75rem) and (aspect-ratio<2.6){.scroll:not([data-n="1"],[data-n="2"]){${beside}}}@container(inline-size>40rem){.scroll>div{flex-basis:calc(100%/var(--c,6) - var(--g))}}@container(inline-size>64rem){.scroll>div{flex-basis:calc(100%/var(--c,8) - var(--g))}}.scroll>div{position:relative;flex:1 1 calc(100%/var(--c,4) - var(--g));min-inline-size:min(100%,4.25rem);min-block-size:var(--least,2.25rem);container-type:size;display:flex;flex-direction:var(--row,column);justify-content:var(--justify,center);align-items:var(--align,stretch);gap:0 .25rem;overflow:hidden;border-radius:.375rem;background:var(--_sunken);padding-inline:calc(.45rem + 1.2cqmin) .25rem}svg{position:absolute;inset-block:0;inset-inline-start:0;inline-size:clamp(3px,.8cqmin,8px);block-size:100%}rect{fill:currentColor}dt,dd{flex:none;min-inline-size:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}dt{font-size:clamp(.6875rem,min(9cqi,14cqb),1.75rem);line-height:1.3;color:var(--_muted);text-align:left}dt{flex:var(--shrink,none)}:host(:dir(rtl)) dt{text-align:right}dd{--n:22;font-size:clamp(.8rem,min(142cqi/var(--n),46cqb),7rem);line-height:1.15;font-weight:650;letter-spacing:-.02em}[data-l="1"]{--n:4}[data-l="2"]{--n:8}[data-l="3"]{--n:12}[data-l="4"]{--n:16}.skeleton{--s:calc(50% - var(--g)/2);background:linear-gradient(var(--_sunken) 0 0) 0 0/var(--w,var(--s)) var(--v,var(--s)) space;border-radius:.375rem}@container(inline-size<9rem){.skeleton{--w:100%}}@container(block-size<5rem){.skeleton{--v:100%}}@media(forced-colors:active){.scroll>div{border:1px solid}}@media print{.scroll>div{border:1px solid var(--_line)}}`,
  ];

  protected readonly scrolling = new ScrollController(this);
  protected readonly choice = new ChoiceController(this, (row, column) => {
    const { label = '', value = null } = this.data?.values[row] ?? {};
    return { row, column, label, value };
  });

  protected override renderData({ values }: BoxesData, config: BoxesConfig) {
    if (!values.length) return this.renderEmpty();
    const texts = values.map(({ value }) => write(value, config, this.locale));
    // One font size for all, so that they are comparable.
    const fit = Math.max(...texts.map(fitOf));
    return html`<dl class="scroll" data-n=${values.length}>${values.map(({ label = '', value }, index) => {
      const text = texts[index] ?? '';
      const exact = value === undefined ? text : formatExact(value, this.locale, config);
      return html`<div part="box" data-row=${index} title=${`${label} ${exact}`.trim()}><dt part="label" dir="auto">${label}</dt><dd part="value" data-l=${fit}><svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true" data-color=${(index % COLORS) + 1}>${svg`<rect width="1" height="1" color=${config.colors?.[index % config.colors.length] || nothing}></rect>`}</svg>${value === undefined ? html`<span aria-hidden="true">${text}</span><span class="sr">${localize('none', this.locale)}</span>` : html`<bdi>${text}</bdi>`}</dd></div>`;
    })}</dl>`;
  }
}

define('bc-boxes', BcBoxes);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<BoxesConfig, BoxesData>) =>
    html`<bc-boxes .config=${config} .data=${data} .locale=${locale}></bc-boxes>`,
  words: async () => ({
    summary: ({ config, data: { values }, locale }: Props) =>
      intl(Intl.ListFormat, locale, {}).format(
        values
          .slice(0, 9)
          .map(({ label = '', value }) =>
            `${label} ${value === undefined ? localize('none', locale) : write(value, config, locale)}`.trim(),
          ),
      ) + (values.length > 9 ? ', …' : ''),
    table: ({ data: { values }, locale }: Props) => [
      [localize('name', locale), localize('value', locale)],
      ...values.map(({ label = null, value = null }) => [label, value]),
    ],
  }),
};
