import { types } from '../../components/model/types/index.ts';
import { view as embed } from '../../components/widgets/embed.ts';
import { view as image } from '../../components/widgets/image.ts';
import { view as markdown } from '../../components/widgets/markdown.ts';
import { view as timeline } from '../../components/widgets/timeline.ts';
import { axeFindings } from '../support/axe.ts';
import { eventOn, expect, until } from '../support/expect.ts';
import { show } from '../support/views.ts';
import { later } from './clock.ts';

const DOT = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

describe('markdown', () => {
  it('draws what GitHub draws, and changes only what has changed', async () => {
    const shown = await show(markdown, { body: '# One\n\ntwo **three**\n\n- [x] four' });
    const [heading, paragraph, list] = (shown.part('content') as HTMLElement).children;
    expect([heading?.localName, paragraph?.innerHTML, list?.querySelector('.box')?.ariaLabel]).toEqual([
      'h4',
      'two <strong>three</strong>',
      'Done',
    ]);
    await shown.update({ data: { body: '# One\n\nfive\n\n- [x] four' } });
    const after = (shown.part('content') as HTMLElement).children;
    expect(after[1]?.textContent).toBe('five');
    expect([after[0] === heading, after[2] === list]).toEqual([true, true]);
  });

  it('shows markup of the body as text until it is sanitised, then as markup', async () => {
    const body =
      'a <b onclick="x()">b</b> <script>x()</script>\n\n<details open ontoggle="x()"><summary>c</summary>d</details>\n\n**e**';
    const shown = await show(markdown, { body });
    expect(shown.root.querySelector('b, details')).toBeNull();
    expect(shown.text()).toContain('<b onclick="x()">');
    const details = await until(() => shown.root.querySelector('details'), 'the markup');
    expect(shown.root.querySelector('script, [onclick], [ontoggle]')).toBeNull();
    expect(shown.text()).toBe('a b cd e');
    await shown.update({ data: { body: `${body} f` } });
    await until(() => shown.text() === 'a b cd e f', 'the newer body');
    expect(shown.root.querySelector('details') === details).toBe(true);
    await shown.update({ data: { body: 'plain' } });
    expect(shown.text()).toBe('plain');
  });

  it('opens links elsewhere and tells pictures nothing', async () => {
    for (const more of ['', '<br>']) {
      const shown = await show(markdown, { body: `[a](https://x.test/) ![b](${DOT} "c") ${more}` });
      if (more) await until(() => shown.root.querySelector('br'), 'the markup');
      const [link, picture] = [shown.root.querySelector('a'), shown.root.querySelector('img')];
      expect([link?.target, link?.rel]).toEqual(['_blank', 'noopener noreferrer']);
      expect([picture?.alt, picture?.loading, picture?.referrerPolicy]).toEqual(['b', 'lazy', 'no-referrer']);
    }
  });
});

describe('timeline', () => {
  const entries = [
    { title: 'First', timestamp: '2020-01-01T10:00:00Z' },
    { title: 'Second', content: 'words', link: 'https://x.test/', image: DOT, timestamp: '2020-01-02T10:00:00Z' },
  ];

  it('has the newest on top, with when it was, in the zone of the reader', async () => {
    const shown = await show(timeline, { entries });
    const [second, first] = [...shown.root.querySelectorAll('li')];
    expect(second?.querySelector('a')?.href).toBe('https://x.test/');
    expect(second?.querySelector('a')?.rel).toBe('noopener noreferrer');
    const time = second?.querySelector('time');
    expect([time?.dateTime, time?.textContent]).toEqual(['2020-01-02T10:00:00.000Z', 'Jan 2, 2020']);
    expect(time?.title).toMatch(/^Thursday, January 2, 2020.*10:00:00/);
    await shown.update({ data: { entries: [...entries, { title: 'Third', timestamp: '2020-01-03T10:00:00Z' }] } });
    const after = [...shown.root.querySelectorAll('li')];
    expect([after[1] === second, after[2] === first]).toEqual([true, true]);
    await shown.update({ config: { limit: 1 } });
    expect(shown.text()).toBe('Third Jan 3, 2020'.replace(' Jan', 'Jan'));
  });

  it('leaves a dot where a picture does not come', async () => {
    const shown = await show(timeline, { entries: [{ title: 'a', image: `${location.origin}/none.png` }] });
    await until(() => shown.root.querySelector('.dot'), 'the dot');
    expect(shown.root.querySelector('img')).toBeNull();
    await later(30, () => shown.update({ data: { ...shown.props.data } }));
    expect(shown.root.querySelector('img')).not.toBeNull();
    await until(() => shown.root.querySelector('.dot'), 'the dot again');
    expect(await axeFindings(shown.card)).toEqual([]);
  });
});

describe('image', () => {
  it('waits for its picture, keeps it until the next one is there, and says when it does not come', async () => {
    const shown = await show(image, { source: DOT, caption: 'A dot' }, { fit: 'cover' });
    const box = () => shown.root.querySelector('.box') as HTMLElement;
    const picture = shown.part('picture') as HTMLImageElement;
    expect([picture.alt, picture.referrerPolicy]).toEqual(['A dot', 'no-referrer']);
    expect(getComputedStyle(picture).objectFit).toBe('cover');
    await until(() => !box().classList.contains('loading'), 'the picture');
    await shown.update({ data: types.image?.sample.data });
    expect(shown.part('picture')).toBe(picture);
    expect(box().classList.contains('loading')).toBe(false);
    await eventOn(picture, 'load');
    await shown.update({ data: { source: `${location.origin}/none.png` } });
    await until(() => shown.part('lost'), 'the message');
    expect(shown.text()).toBe('The image could not be loaded.');
    expect(await axeFindings(shown.card)).toEqual([]);
    await later(30, () => shown.update({ data: { source: `${location.origin}/none.png` } }));
    expect(shown.part('picture')).not.toBeNull();
    await until(() => shown.part('lost'), 'the message again');
    await shown.update({ data: { source: DOT } });
    await until(() => shown.part('picture'), 'the next picture');
  });
});

describe('embed', () => {
  const frame = (root: ShadowRoot) => root.querySelector('iframe') as HTMLIFrameElement;

  it('gives another site its own origin, and none to our own pages', async () => {
    const foreign = frame((await show(embed, { url: 'https://x.invalid/a' }, { height: 900, title: 'T' })).root);
    expect(foreign.sandbox.contains('allow-same-origin')).toBe(true);
    expect([foreign.src, foreign.title, foreign.getAttribute('loading'), foreign.style.minBlockSize]).toEqual([
      'https://x.invalid/a',
      'T',
      'lazy',
      '900px',
    ]);
    for (const data of [{ url: `${location.origin}/x` }, { dashboard: 'abc' }]) {
      const own = frame((await show(embed, data)).root);
      expect(own.sandbox.contains('allow-scripts')).toBe(true);
      expect(own.sandbox.contains('allow-same-origin')).toBe(false);
    }
  });

  it('keeps its frame, and settles what a page may do before it goes there', async () => {
    const shown = await show(embed, { url: 'https://x.invalid/a' });
    const element = frame(shown.root);
    const order: string[] = [];
    new MutationObserver((records) => {
      for (const { attributeName } of records) order.push(attributeName ?? '');
    }).observe(element, { attributes: true });
    await shown.update({ data: { url: `${location.origin}/none` } });
    await until(() => order.includes('src'), 'the address');
    expect(order.indexOf('sandbox')).toBeLessThan(order.indexOf('src'));
    expect(frame(shown.root)).toBe(element);
  });

  it('shows a dashboard of the server the widget comes from, but not one within another', async () => {
    const shown = await show(embed, { dashboard: 'abc' });
    expect(new URL(frame(shown.root).src).pathname).toMatch(/\/public\/abc\/$/);
    expect(frame(shown.root).name).toBe('boardcast-embed');
    window.name = 'boardcast-embed';
    try {
      const nested = await show(embed, { dashboard: 'abc' });
      expect(frame(nested.root)).toBeNull();
      expect(nested.part('link')?.getAttribute('href')).toMatch(/\/public\/abc\/$/);
      expect(nested.text()).toContain('inside another');
      expect(await axeFindings(nested.card)).toEqual([]);
      expect(frame((await show(embed, { url: 'https://x.invalid/' })).root)).toBeTruthy();
    } finally {
      window.name = '';
    }
  });
});
