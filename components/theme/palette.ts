import { unsafeCSS } from 'lit';
import type { Pair } from './tokens.ts';

/**
 * Eight colours for things that are only told apart. Each has 3:1 on its surface (WCAG 1.4.11), and any two stay apart
 * for readers with protanopia, deuteranopia and tritanopia. `--bc-color-1` to `--bc-color-8` replace them.
 */
export const palette: readonly Pair[] = [
  ['#2296fb', '#506de4'],
  ['#d08007', '#fd891c'],
  ['#137275', '#7bffea'],
  ['#59134b', '#aa5478'],
  ['#7e6904', '#fee553'],
  ['#662f90', '#d99ffe'],
  ['#1b500b', '#47d59d'],
  ['#8a8f98', '#8d9ba9'],
];

/** Gives `[data-color="1"]` … `[data-color="8"]` their colour as text colour. */
export const paletteStyles = unsafeCSS(
  palette
    .map(([light, dark], index) => {
      const number = index + 1;
      return `[data-color="${number}"]{color:var(--bc-color-${number},light-dark(${light},${dark}))}`;
    })
    .join(''),
);
