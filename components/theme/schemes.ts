import { unsafeCSS } from 'lit';

/** Named palettes of one colour: hue and chroma (OKLCH). `color_scheme` of a config names one. */
export const schemes: Readonly<Record<string, readonly [hue: number, chroma: number]>> = {
  blue: [258, 0.16],
  teal: [195, 0.09],
  green: [150, 0.13],
  yellow: [90, 0.12],
  orange: [55, 0.14],
  red: [25, 0.17],
  pink: [350, 0.16],
  purple: [300, 0.16],
  gray: [260, 0.01],
};

/** The scheme of a name, `undefined` when there is none; `blues` and `grey` are understood as well. */
export function schemeOf(name: string | undefined): string | undefined {
  const word = name?.toLowerCase().replace(/s$/, '').replace('grey', 'gray') ?? '';
  return Object.hasOwn(schemes, word) ? word : undefined;
}

/** Lightness of each colour; neighbours are far apart, and each has 3:1 on its surface (WCAG 1.4.11). */
const LIGHTNESS: readonly (readonly [light: number, dark: number])[] = [
  [0.52, 0.7],
  [0.32, 0.92],
  [0.62, 0.58],
  [0.47, 0.75],
  [0.26, 0.97],
  [0.42, 0.81],
  [0.57, 0.64],
  [0.37, 0.86],
];

/** Colours of `[data-color]` inside of an element with `data-scheme`. Words of the page's own (`--bc-color-1`) do not count. */
export const schemeStyles = unsafeCSS(
  Object.entries(schemes)
    .map(([name, [hue, chroma]]) => `[data-scheme=${name}]{--_hue:${chroma} ${hue}}`)
    .join('') +
    LIGHTNESS.map(
      ([light, dark], index) =>
        `[data-scheme] [data-color="${index + 1}"]{color:light-dark(oklch(${light} var(--_hue)),oklch(${dark} var(--_hue)))}`,
    ).join(''),
);
