import { backgrounds } from '../../components/dashboard/backgrounds.styles.ts';
import { board } from '../../components/dashboard/board.styles.ts';
import { controls } from '../../components/frame/controls.styles.ts';
import { frame } from '../../components/frame/frame.styles.ts';
import { mark } from '../../components/frame/mark.styles.ts';
import { unlock } from '../../components/frame/unlock.styles.ts';
import { base, theme } from '../../components/theme/base.styles.ts';
import { readColors } from '../../components/theme/tokens.ts';
import '../../components/widgets/number-trend.ts';
import { contrast, over } from '../support/color.ts';
import { expect } from '../support/expect.ts';
import { allViews } from '../support/views.ts';

const SCHEMES = ['light', 'dark'] as const;
const colors = readColors();

type Look = 'plain' | 'contrast';
const LOOKS = ['plain', 'contrast'] as const;

const at = (name: string, scheme: (typeof SCHEMES)[number], look: Look = 'plain'): string =>
  colors[name]?.[look][scheme === 'light' ? 0 : 1] ?? '';

const views = await allViews();
/** Every style of ours that paints: what frames and boards have, and what each view has, by whose it is. */
const sheets = Object.entries({
  ...{ base, frame, mark, controls, unlock, board },
  ...Object.fromEntries(
    [...Object.keys(views), 'trend'].map((type) => {
      const element = customElements.get(`bc-${type}`) as unknown as { elementStyles: { cssText: string }[] };
      return [type, { cssText: element.elementStyles.map(({ cssText }) => cssText).join('') }];
    }),
  ),
}).map(([name, { cssText }]) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(cssText);
  return [name, sheet] as const;
});

/** The declarations of all rules, those of paper and of forced colours left out. */
function* declarationsOf(rules: CSSRuleList): Generator<[selector: string, property: string, value: string]> {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule && /print|forced-colors/.test(rule.conditionText)) continue;
    if (rule instanceof CSSGroupingRule) yield* declarationsOf(rule.cssRules);
    if (!(rule instanceof CSSStyleRule)) continue;
    for (const [, property = '', value = ''] of rule.style.cssText.matchAll(/([\w-]+):\s*((?:[^;(]|\([^;]*?\))+);/g))
      yield [rule.selectorText, property, value];
  }
}

/** Names of colours that are painted by a kind of property, each with where that is. */
function paintedBy(kind: RegExp): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, sheet] of sheets)
    for (const [selector, property, value] of declarationsOf(sheet.cssRules))
      if (kind.test(property))
        for (const [, token = ''] of value.matchAll(/var\(--_(\w+)/g))
          if (colors[token]) found.set(token, `${found.get(token) ?? ''} ${name} ${selector}`);
  return found;
}

/** Colours of text that never stand on a ground of a card, and why. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  surface: 'the sign cut out of a dot, which has a colour of a word as its ground',
  line: 'a probe that is not shown: charts read it for their grid',
};

/** Colours of shapes that nobody has to see, and why. */
const QUIET: Readonly<Record<string, string>> = {
  surface: 'gaps between shapes',
  sunken: 'a missing cell, which is hatched too; boxes, which are told apart by their distance',
  line: 'rules between rows, tracks and edges: what they divide is told apart by its place',
};

/** What text and shapes stand on. */
const GROUNDS = ['surface', 'sunken'] as const;

describe('tokens', () => {
  it('are all found in the styles, and every exception is needed', () => {
    expect(sheets.length).toBeAtLeast(Object.keys(views).length + 7);
    const words = paintedBy(/^color$/);
    for (const token of ['ink', 'muted', 'accent', 'good', 'warn', 'bad', ...Object.keys(OTHER_WORDS)])
      expect([...words.keys()]).toContain(token);
    const shapes = paintedBy(/^(?:fill|stroke|border.*|outline.*|background.*)$/);
    for (const token of ['ink', 'muted', 'accent', 'good', 'warn', 'bad', ...Object.keys(QUIET)])
      expect([...shapes.keys()]).toContain(token);
  });

  for (const scheme of SCHEMES)
    for (const look of LOOKS) {
      it(`are readable where any style of ours has them as text (${scheme}, ${look}, WCAG AA)`, () => {
        for (const [token, where] of paintedBy(/^color$/)) {
          if (OTHER_WORDS[token]) continue;
          for (const ground of GROUNDS) {
            const ratio = contrast(at(token, scheme, look), at(ground, scheme, look));
            if (ratio < 4.5) throw new Error(`${token} on ${ground} has ${ratio.toFixed(2)}:${where}`);
          }
        }
        // The sign in a dot.
        for (const ground of ['muted', 'accent', 'good', 'warn', 'bad'])
          expect(contrast(at('surface', scheme, look), at(ground, scheme, look))).toBeAtLeast(4.5);
      });

      it(`are seen where any style of ours has them as shapes (${scheme}, ${look}, WCAG 1.4.11)`, () => {
        for (const [token, where] of paintedBy(/^(?:fill|stroke|border.*|outline.*|background.*)$/)) {
          if (QUIET[token]) continue;
          for (const ground of GROUNDS) {
            const ratio = contrast(at(token, scheme, look), at(ground, scheme, look));
            if (ratio < 3) throw new Error(`${token} on ${ground} has ${ratio.toFixed(2)}:${where}`);
          }
        }
      });

      it(`leave the skeleton visible but quiet (${scheme}, ${look})`, () => {
        expect(contrast(at('sunken', scheme, look), at('surface', scheme, look))).toBeGreaterThan(1.05);
        expect(contrast(at('sunken', scheme, look), at('surface', scheme, look))).toBeLessThan(2);
      });
    }

  for (const scheme of SCHEMES)
    it(`have 7 to 1 in high contrast, and lines that are seen (${scheme}, WCAG AAA)`, () => {
      for (const token of ['ink', 'muted', 'accent', 'good', 'warn', 'bad'])
        expect(contrast(at(token, scheme, 'contrast'), at('surface', scheme, 'contrast'))).toBeAtLeast(7);
      expect(contrast(at('line', scheme, 'contrast'), at('surface', scheme, 'contrast'))).toBeAtLeast(7);
    });

  it('are all of high contrast in the theme of that name, whatever the page sets', () => {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [theme.styleSheet as CSSStyleSheet];
    document.body.append(host);
    host.setAttribute('theme', 'high-contrast');
    for (const scheme of SCHEMES) {
      host.style.colorScheme = scheme;
      for (const token of Object.keys(colors)) {
        host.style.setProperty(`--bc-${token}`, 'rgb(1, 2, 3)');
        root.innerHTML = `<p style="color:var(--_${token})"></p><p style="color:${at(token, scheme, 'contrast')}"></p>`;
        const [ours, wanted] = [...root.children].map((each) => getComputedStyle(each).color);
        expect(ours).toBe(wanted as string);
      }
    }
    host.remove();
  });

  it('are all defined that any style uses', () => {
    const declared = new Set([...theme.cssText.matchAll(/(--_\w+):/g)].map(([, name]) => name));
    // Views and boards have some of their own.
    const own = (text: string) => [...text.matchAll(/(--_\w+):/g)].map(([, name]) => name);
    for (const [, sheet] of sheets) {
      const text = [...sheet.cssRules].map(({ cssText }) => cssText).join('');
      for (const [, name] of text.matchAll(/var\((--_\w+)/g)) expect([...declared, ...own(text)]).toContain(name);
    }
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

describe('backgrounds', () => {
  const rules = [...backgrounds.cssText.matchAll(/((?:\[data-background='[\w-]+'\],?\s*)+)\{([^}]*)\}/g)];
  const names = [
    ...new Set(
      rules.flatMap(([, selector = '']) => [...selector.matchAll(/'([\w-]+)'/g)].map(([, name = '']) => name)),
    ),
  ];

  /** How much of the ground shines through words on it. */
  const faded = [...board.cssText.matchAll(/opacity:\s*(0?\.\d+)/g)].map(([, share]) => Number(share));

  it('are all looked at, and some words on them are faint', () => {
    expect(faded.length).toBeGreaterThan(0);
    expect(names).toEqual([...new Set(backgrounds.cssText.match(/(?<=\[data-background=')[\w-]+/g))]);
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
      for (const ground of grounds)
        for (const share of [1, ...faded]) expect(contrast(over(ink, ground, share), ground)).toBeAtLeast(4.5);
    });
});
