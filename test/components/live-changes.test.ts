import type { BcWidget } from '../../components/bc-widget.ts';
import { registerWidget } from '../../components/index.ts';
import { expect, mount, until } from '../support/expect.ts';
import { FakeServer, number, textOf } from './fake-server.ts';

let server: FakeServer;

const widget = (key: string): BcWidget =>
  Object.assign(document.createElement('bc-widget') as BcWidget, { key, src: server.src });
const shows = (element: Element, text: string) =>
  until(() => textOf(element).includes(text), `“${text}” in ${textOf(element)}`);

describe('elements that change what they ask for', () => {
  let stage: HTMLElement;

  beforeEach(() => {
    server = new FakeServer();
    for (const [index, key] of ['a', 'b', 'c'].entries()) server.widgets.set(key, number(key, 100 + index));
    stage = mount<HTMLElement>('<div></div>');
  });
  afterEach(async () => {
    mount('<div></div>');
    server.restore();
  });

  it('are live again when they come back after others were asked for', async () => {
    const [a, b, c] = [widget('a'), widget('b'), widget('c')];
    stage.append(a, b);
    await until(() => server.open.length);
    a.replaceWith(c);
    await shows(c, '102');
    await until(() => server.posts.length === 2 && server.open.length === 1 && server.open[0] === server.streams[1]);
    server.widgets.set('a', number('a', 555, 2));
    c.replaceWith(a);
    await shows(a, '555');
    expect(server.posts.at(-1)?.widgets).toEqual([{ key: 'b' }, { key: 'a' }]);
  });

  it('never show the answer to what they asked before, whenever it comes', async () => {
    const first = widget('a');
    let release = server.hold();
    stage.append(first);
    await until(() => server.posts.length);
    first.key = 'b';
    await first.updateComplete;
    release();
    await shows(first, '101');
    await until(() => server.open.length);
    release = server.hold();
    const second = widget('a');
    stage.append(second);
    const { length } = server.posts;
    await until(() => server.posts.length === length + 1 || server.posts.at(-1)?.widgets?.length === 2);
    second.key = 'c';
    await second.updateComplete;
    release();
    await shows(second, '102');
    await shows(first, '101');
  });

  it('ask again when they change while the view of the first answer is loading', async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    registerWidget('slow', () => promise);
    server.widgets.set('slow', number('slow', 1, 1, { type: 'slow' }));
    const [slow, other] = [widget('slow'), widget('a')];
    stage.append(slow, other);
    await shows(other, '100');
    other.key = 'b';
    await other.updateComplete;
    resolve({ template: () => 'drawn' });
    await shows(slow, 'drawn');
    await shows(other, '101');
  });
});
