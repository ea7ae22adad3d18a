import type { BcWidget } from '../../components/bc-widget.ts';
import '../../components/index.ts';
import { types } from '../../components/model/types/index.ts';
import { expect, mount, until } from '../support/expect.ts';

const viewOf = (element: BcWidget) => element.shadowRoot?.querySelector<HTMLElement>('[part=body]>*');

async function shown(type: string, more: Partial<BcWidget> = {}): Promise<BcWidget> {
  const element = document.createElement('bc-widget') as BcWidget;
  const { data, config } = types[type]?.sample ?? {};
  mount(Object.assign(element, { type, data, config }, more));
  await until(() => viewOf(element)?.shadowRoot?.childElementCount, type);
  return element;
}

describe('where nothing has a size, as in jsdom', () => {
  const { ResizeObserver, IntersectionObserver, matchMedia } = globalThis;
  before(() => {
    for (const name of ['ResizeObserver', 'IntersectionObserver', 'matchMedia'])
      Reflect.deleteProperty(globalThis, name);
  });
  after(() => void Object.assign(globalThis, { ResizeObserver, IntersectionObserver, matchMedia }));

  it('every type draws its sample', async () => {
    const faults: string[] = [];
    const hear = ({ message }: ErrorEvent) => faults.push(message);
    addEventListener('error', hear);
    try {
      for (const type of Object.keys(types)) {
        const element = await shown(type);
        await until(() => element.status === 'live', `${type} live`);
      }
    } finally {
      removeEventListener('error', hear);
    }
    expect(faults).toEqual([]);
  });
});
