import { types } from '../../components/model/types/index.ts';
import { axeFindings } from '../support/axe.ts';
import { expect, until } from '../support/expect.ts';
import { allViews, cutTexts, drawn, type Shown, show } from '../support/views.ts';

const views = await allViews();
const SIZES = [
  [120, 44],
  [160, 90],
  [320, 200],
  [1200, 800],
] as const;

const ready = async (type: string, shown: Shown) => {
  if (type === 'chart') await drawn(shown);
  if (type === 'html') await until(() => shown.part('content')?.childNodes.length, 'the markup');
};

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ';
/** Data that is too much for a small box. */
const large: Record<string, [config: object, data: object]> = {
  number: [
    { format_number: '1', prefix: 'CHF ', goal: 1, thresholds: [5] },
    { value1: -123456789012.34, value2: 1e-9, text1: LONG.repeat(3), text2: LONG, series: [1, 2, null, 4] },
  ],
  text: [{}, { text1: LONG.repeat(3), text2: LONG.repeat(3), text3: LONG.repeat(9), text4: LONG }],
  html: [{}, { html1: `<h1>${LONG}</h1><table><tr>${`<td>${LONG}</td>`.repeat(9)}</tr></table>` }],
  list: [{}, { items: Array.from({ length: 50 }, (_, index) => ({ name: LONG + index, value: LONG })) }],
  chart: [
    { chart_type: 'doughnut' },
    { labels: Array.from({ length: 40 }, () => LONG), datasets: [[LONG, Array.from({ length: 40 }, (_, i) => i)]] },
  ],
  countdown: [{ end_text: LONG.repeat(5) }, { target_datetime: '9999-12-31 23:59:59' }],
  heatmap: [
    { format_number: '1', show_legend: true, prefix: LONG },
    {
      x: Array.from({ length: 40 }, () => LONG),
      y: Array.from({ length: 30 }, () => LONG),
      values: Array.from({ length: 30 }, (_, row) => Array.from({ length: 40 }, (_, i) => (i % 7 ? row * i : null))),
    },
  ],
  gauge: [
    { format_number: '1', prefix: 'CHF ', suffix: LONG, thresholds: [-5e11, 5e11] },
    { value: -123456789012.34, min: -1e12, max: 1e12, text: LONG.repeat(3) },
  ],
  progress: [
    { format_number: '1', prefix: 'CHF ', suffix: LONG },
    { current: 123456789012.34, min: 1e-9, max: 98765.43, text: LONG.repeat(3) },
  ],
  status: [{ warning_text: LONG.repeat(3) }, { status: 2, text: LONG.repeat(9) }],
  funnel: [
    { format_number: '1', prefix: 'CHF ', suffix: LONG },
    { funnel: Array.from({ length: 40 }, (_, index) => ({ name: LONG, value: 1e15 / (index + 1) })) },
  ],
  boxes: [
    { format_number: '1', prefix: 'CHF ', suffix: LONG },
    { values: Array.from({ length: 40 }, (_, index) => ({ label: LONG, value: -1e14 / (index + 1) })) },
  ],
  markdown: [
    {},
    {
      body: `# ${LONG}\n\n- [x] ${LONG}\n\n|${LONG}|b|\n|-|-|\n|${LONG}|${LONG}|\n\n\`\`\`\n${LONG.repeat(3)}\n\`\`\`\n`,
    },
  ],
  table: [
    { page_size: 20 },
    {
      rows: Array.from({ length: 300 }, (_, index) =>
        Object.fromEntries(Array.from({ length: 12 }, (_, column) => [`${LONG}${column}`, column ? LONG : index])),
      ),
    },
  ],
  leaderboard: [
    Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`subtitle${index + 1}`, LONG])),
    {
      board: Array.from({ length: 40 }, () => ({
        ...{ name: LONG, trend: 'down', status: 'yellow' },
        values: Array.from({ length: 9 }, (_, index) => (index % 2 ? LONG : -123_456_789.5)),
      })),
    },
  ],
  timeline: [
    {},
    {
      entries: Array.from({ length: 30 }, (_, index) => ({
        ...{ title: LONG.repeat(3), content: LONG.repeat(9), link: 'https://example.org/' },
        ...{ image: index % 2 ? 'created.png' : undefined, timestamp: index * 1e9 },
      })),
    },
  ],
  image: [{ fit: 'cover' }, { source: types.image?.sample.data.source, caption: LONG.repeat(5) }],
  embed: [{ title: LONG, height: 900 }, { url: `${location.origin}/none` }],
};

for (const [type, view] of Object.entries(views)) {
  const spec = types[type];
  if (!spec) throw new Error(`no spec of ${type}`);
  const { sample } = spec;
  const [config, data] = large[type] ?? [];
  if (!config || !data) throw new Error(`widgets-states.test.ts: what is too much for a small ${type}?`);

  describe(`${type} view`, () => {
    it('draws its sample and says so in one sentence and in rows', async () => {
      const shown = await show(view, sample.data, sample.config);
      await ready(type, shown);
      expect(shown.issues).toEqual([]);
      const { summary, table } = await view.words();
      expect(summary(shown.props)).not.toMatch(/undefined|NaN|\{\d\}|^$/);
      const rows = table(shown.props);
      expect(rows.length).toBeAtLeast(2);
      expect(rows.every((row) => row.length === rows[0]?.length)).toBe(true);
    });

    it('shows a skeleton while loading, and says if there is no data', async () => {
      const loading = await show(view, undefined);
      expect(loading.root.querySelector('.skeleton')).toBeTruthy();
      const empty = await show(view, null);
      expect(empty.root.querySelector('.empty')?.textContent).toMatch(/No data yet|–/);
      await empty.update({ data: sample.data });
      await ready(type, empty);
      expect(empty.root.querySelector('.empty')).toBeNull();
      await empty.update({ data: null });
      expect(empty.root.querySelector('.empty')).toBeTruthy();
    });

    it('cuts no text without an ellipsis and a title, in any box, language and direction', async () => {
      for (const [width, height] of SIZES)
        for (const [locale, dir] of [
          ['en', 'ltr'],
          ['ar', 'rtl'],
        ] as const) {
          const shown = await show(view, data, config, { width, height, locale, dir });
          await ready(type, shown);
          expect(cutTexts(shown.root)).toEqual([]);
          expect(shown.element.scrollWidth).toBeAtMost(width);
        }
    });

    // Heard with Orca in Firefox: a paragraph's or figure's tooltip before its text, and that of a cell's sign instead of it.
    it('has no tooltip that a screen reader reads as well as the text, or in its place', async () => {
      const shown = await show(view, data, config);
      await ready(type, shown);
      const trend = () => shown.root.querySelector('bc-trend')?.shadowRoot;
      if (type === 'number') await until(() => trend()?.querySelector('[title]'), 'the goal');
      const doubled = 'p[title],figure[title],span[title]:has(>.sr)';
      const found = [shown.root, trend()].flatMap((root) => [...(root?.querySelectorAll(doubled) ?? [])]);
      const told = found.filter((element) => !element.closest('[aria-hidden=true]'));
      expect(told.map(({ localName, part }) => `${localName} ${part}`)).toEqual([]);
    });

    it('satisfies axe in every theme, also where it scrolls', async () => {
      for (const theme of ['light', 'dark', 'high-contrast']) {
        const shown = await show(view, sample.data, sample.config);
        shown.card.setAttribute('theme', theme);
        await ready(type, shown);
        expect(await axeFindings(shown.card)).toEqual([]);
      }
      const shown = await show(view, data, config, { width: 160, height: 90 });
      await ready(type, shown);
      await until(
        () =>
          [...shown.root.querySelectorAll('.scroll')].every((box) =>
            box.matches('[tabindex],:has([data-row][tabindex="0"])'),
          ),
        'the scroller, or a row in it, in the tab order',
      );
      expect(await axeFindings(shown.card)).toEqual([]);
    });

    it('keeps its nodes when the same data comes again', async () => {
      const shown = await show(view, sample.data, sample.config);
      await ready(type, shown);
      const before = [...shown.root.querySelectorAll('*:not(.sr *)')];
      await shown.update({ data: structuredClone(sample.data) });
      expect([...shown.root.querySelectorAll('*:not(.sr *)')].every((node, index) => node === before[index])).toBe(
        true,
      );
    });
  });
}
