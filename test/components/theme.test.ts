import { backgrounds } from '../../components/dashboard/backgrounds.styles.ts';
import { base, theme } from '../../components/theme/base.styles.ts';
import { palette, paletteStyles } from '../../components/theme/palette.ts';
import { type Pair, readColors } from '../../components/theme/tokens.ts';
import { expect } from '../support/expect.ts';

type Rgb = [number, number, number];

const SCHEMES = ['light', 'dark'] as const;
const colors = readColors();

/** `#abc` or `#aabbcc` as linear light (IEC 61966-2-1). */
function linear(hex: string): Rgb {
  const digits = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex;
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

/** WCAG 2.2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [low, high] = [a, b]
    .map((hex) => {
      const [red, green, blue] = linear(hex);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    })
    .sort((x, y) => x - y) as [number, number];
  return high / low;
}

const at = (name: string, scheme: (typeof SCHEMES)[number]): string =>
  (colors[name] as Pair)[scheme === 'light' ? 0 : 1];

describe('tokens', () => {
  for (const scheme of SCHEMES) {
    it(`are readable as text on every ground (${scheme}, WCAG AA)`, () => {
      for (const text of ['ink', 'muted', 'accent', 'good', 'warn', 'bad'])
        for (const ground of ['surface', 'sunken'])
          expect(contrast(at(text, scheme), at(ground, scheme))).toBeAtLeast(4.5);
    });

    it(`leave the skeleton and lines visible but quiet (${scheme})`, () => {
      for (const quiet of ['line', 'sunken']) {
        expect(contrast(at(quiet, scheme), at('surface', scheme))).toBeGreaterThan(1.05);
        expect(contrast(at(quiet, scheme), at('surface', scheme))).toBeLessThan(2);
      }
    });
  }

  it('are all defined that any style uses', () => {
    const declared = new Set([...theme.cssText.matchAll(/(--_\w+):/g)].map(([, name]) => name));
    for (const [, name] of `${theme.cssText}${base.cssText}`.matchAll(/var\((--_\w+)/g))
      expect([...declared]).toContain(name);
  });

  it('give way to the page and follow its scheme', () => {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [theme.styleSheet as CSSStyleSheet];
    root.innerHTML = '<p style="color:var(--_ink)"></p>';
    document.body.append(host);
    const color = () => getComputedStyle(root.firstElementChild as Element).color;
    const light = color();
    host.style.colorScheme = 'dark';
    expect(color()).not.toBe(light);
    host.setAttribute('theme', 'light');
    host.style.colorScheme = '';
    expect(color()).toBe(light);
    host.setAttribute('theme', 'dark');
    expect(color()).not.toBe(light);
    host.style.setProperty('--bc-ink', 'rgb(1, 2, 3)');
    expect(color()).toBe('rgb(1, 2, 3)');
    host.remove();
  });
});

/** How the three kinds of colour blindness see linear light, at full severity (Machado, Oliveira, Fernandes 2009). */
const SIGHTS: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** OKLab of linear light, in which distances are what the eye tells apart (Ottosson 2020). */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

describe('backgrounds', () => {
  const rules = [...backgrounds.cssText.matchAll(/((?:\[data-background='[\w-]+'\],?\s*)+)\{([^}]*)\}/g)];
  const names = [
    ...new Set(
      rules.flatMap(([, selector = '']) => [...selector.matchAll(/'([\w-]+)'/g)].map(([, name = '']) => name)),
    ),
  ];

  it('are twelve', () => {
    expect(names.length).toBe(12);
  });

  for (const name of names)
    it(`leave what stands on them readable (${name}, WCAG AA)`, () => {
      const own = rules
        .filter(([, selector = '']) => selector.includes(`'${name}'`))
        .map(([, , body = '']) => body)
        .join('');
      const ink = [.../(?:^|[;\s])color:\s*(#[\da-f]{3,6})/g[Symbol.matchAll](own)].at(-1)?.[1] ?? '';
      const vars = new Map(
        [...own.matchAll(/(--_\w+):\s*(#[\da-f]{3,6})/g)].map(([, token = '', hex = '']) => [token, hex]),
      );
      const painted = own.replace(/(?:^|[;\s])color:[^;]*;/g, '').replace(/--_\w+:[^;]*;/g, '');
      const grounds = [...[...painted.matchAll(/#[\da-f]{3,6}\b/g)].map(([hex]) => hex), ...vars.values()];
      expect(grounds.length).toBeGreaterThan(0);
      for (const ground of grounds) expect(contrast(ink, ground)).toBeAtLeast(4.5);
    });
});

describe('palette', () => {
  SCHEMES.forEach((scheme, place) => {
    const hues = palette.map((pair) => pair[place] as string);

    it(`stands out from the ground (${scheme}, WCAG 1.4.11)`, () => {
      for (const hue of hues) expect(contrast(hue, at('surface', scheme))).toBeAtLeast(3);
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
