import { paletteStyles, readPalette } from '../../components/theme/palette.ts';
import { schemeStyles, schemes } from '../../components/theme/schemes.ts';
import { readColors } from '../../components/theme/tokens.ts';
import { contrast, linear, oklab, type Rgb, SIGHTS } from '../support/color.ts';
import { expect } from '../support/expect.ts';

const SCHEMES = ['light', 'dark'] as const;
const [light = '', dark = ''] = readColors().surface?.plain ?? [];
const surface = { light, dark };
const palette = readPalette();

describe('palette', () => {
  SCHEMES.forEach((scheme, place) => {
    const hues = palette.map((pair) => pair[place] as string);

    it(`stands out from the ground (${scheme}, WCAG 1.4.11)`, () => {
      for (const hue of hues) expect(contrast(hue, surface[scheme])).toBeAtLeast(3);
    });

    for (const [sight, matrix] of Object.entries(SIGHTS))
      it(`is told apart with ${sight} sight (${scheme})`, () => {
        const seen = hues.map((hue) => {
          const light = linear(hue);
          return oklab(
            matrix.map((row) =>
              Math.min(
                1,
                Math.max(
                  0,
                  row.reduce((sum, x, i) => sum + x * (light[i] ?? 0), 0),
                ),
              ),
            ) as Rgb,
          );
        });
        seen.forEach((a, index) => {
          for (const b of seen.slice(0, index))
            expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeAtLeast(0.1);
        });
      });
  });

  it('has a rule for each colour', () => {
    expect(paletteStyles.cssText.match(/\[data-color=/g)?.length).toBe(palette.length);
  });
});

/** How far two colours are from each other, by the measure of the palette. */
function apart(a: string, b: string): number {
  const [from, to] = [oklab(linear(a)), oklab(linear(b))];
  return Math.hypot(...from.map((value, index) => value - (to[index] ?? 0)));
}

describe('schemes of one colour', () => {
  const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });

  /** A colour of any notation as hexadecimal. */
  function hex(color: string): string {
    if (!pen) throw new Error('no canvas');
    pen.fillStyle = color;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    return `#${[red, green, blue].map((value = 0) => value.toString(16).padStart(2, '0')).join('')}`;
  }

  for (const scheme of SCHEMES)
    it(`stand out from the ground, and from their neighbours (${scheme}, WCAG 1.4.11)`, () => {
      const host = document.createElement('div');
      host.style.colorScheme = scheme;
      const root = host.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [schemeStyles.styleSheet as CSSStyleSheet];
      document.body.append(host);
      for (const name of Object.keys(schemes)) {
        root.innerHTML = `<p data-scheme=${name}>${palette.map((_, index) => `<i data-color=${index + 1}></i>`).join('')}</p>`;
        const hues = [...root.querySelectorAll('i')].map((each) => hex(getComputedStyle(each).color));
        for (const [index, hue] of hues.entries()) {
          expect(contrast(hue, surface[scheme])).toBeAtLeast(3);
          if (index) expect(apart(hue, hues[index - 1] as string)).toBeAtLeast(0.1);
        }
      }
      host.remove();
    });
});
