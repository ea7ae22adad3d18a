import { html } from 'hono/html';
import type { TypeSpec } from '../../components/model/parse.ts';
import { type Sample, samplesOf } from '../../demo/gallery/samples/index.ts';
import { SIZES, STATES, widget } from '../../demo/gallery/scenes.ts';

/** The themes, and the scheme of the page that they lie on. */
const THEMES = [
  ['light', 'light'],
  ['dark', 'dark'],
  ['high-contrast', 'light'],
  ['high-contrast', 'dark'],
] as const;
const DIRECTIONS = [
  ['ltr', 'en'],
  ['rtl', 'ar'],
] as const;
const GROUND = { light: '#dfe3e8', dark: '#0b0d10' } as const;

/** Sizes that share a picture, so that it is not larger than a screen. */
const SHARED = [['small', 'medium'], ['large']] as const;

export interface MatrixPage {
  /** What the picture is called. */
  name: string;
  text: string;
}

/** All states of a sample in all sizes and both directions, a page for every theme and for large widgets. */
export function matrixPages(spec: TypeSpec, sample: Sample): MatrixPage[] {
  return THEMES.flatMap(([theme, scheme]) =>
    SHARED.map((sizes) => {
      const cells = sizes.flatMap((size) =>
        DIRECTIONS.flatMap(([dir, locale]) =>
          STATES.map((state) => {
            const [width, height] = SIZES[size];
            return html`<div class="cell" data-name="${state}" dir="${dir}" style="inline-size:${width}px;block-size:${height}px">${widget(spec, sample, { state, theme, locale })}</div>`;
          }),
        ),
      );
      const name = `${sample.name}-${theme}-${scheme}-${sizes.join('-')}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
      const text = `<!doctype html>
<html lang="en" style="color-scheme:${scheme}"><head><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">
<style>body{margin:0;inline-size:1544px;display:flex;flex-wrap:wrap;gap:8px;padding:8px;box-sizing:border-box;align-items:start;background:${GROUND[scheme]}}.cell{--bc-height:100%}</style>
<script type="module" src="/bc.js"></script><script type="module" src="/gallery/states.js"></script></head>
<body>${cells.join('')}</body></html>`;
      return { name, text };
    }),
  );
}

/** The samples of a type that are looked at in the whole matrix: the ordinary one, and every kind of chart. */
export function matrixSamples(type: string, host: string): Sample[] {
  const [ordinary, ...special] = samplesOf(type, host) as [Sample, ...Sample[]];
  const kindOf = ({ config }: Sample) =>
    JSON.stringify([config.chart_type ?? 'bar', config.stacked, config.horizontal]);
  const kinds = new Map([ordinary, ...special].reverse().map((sample) => [kindOf(sample), sample]));
  return type === 'chart' ? [...kinds.values()].reverse() : [ordinary];
}
