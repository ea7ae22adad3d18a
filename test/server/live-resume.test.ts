import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Principal, Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { openStream, type StreamEvent, type StreamReader } from '../support/stream.ts';

const WIDGETS = 3;

type Step =
  | { do: 'push'; widget: number }
  | { do: 'rename'; widget: number }
  | { do: 'leave' }
  | { do: 'return'; knows: 'last' | 'nothing' | 'nonsense' }
  | { do: 'turn' };

const widget = fc.nat(WIDGETS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('push'), widget }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename'), widget }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave') }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('return'), knows: fc.constantFrom('last', 'nothing', 'nonsense') }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('turn') }) },
) as fc.Arbitrary<Step>;

/** A page as the elements would be: it keeps what it saw, resumes its stream, and asks again when told to. */
class PageModel {
  readonly versions = new Map<string, number>();
  readonly values = new Map<string, unknown>();
  readonly #app: TestApp;
  readonly #keys: string[];
  #path = '';
  #reader: StreamReader | undefined;
  #lastId: string | undefined;
  #read = 0;
  #mustAsk = false;

  constructor(app: TestApp, keys: string[]) {
    this.#app = app;
    this.#keys = keys;
  }

  async ask(): Promise<void> {
    this.leave();
    const body = JSON.stringify({ widgets: this.#keys.map((key) => ({ key })) });
    const answer = (await (await this.#app.fetch('/live', { method: 'POST', body })).json()) as {
      stream: string;
      widgets: { key: string; version: number; data: unknown }[];
    };
    for (const it of answer.widgets) this.#take(it);
    this.#path = answer.stream;
    this.#lastId = undefined;
    this.#mustAsk = false;
    await this.open(undefined);
  }

  async open(lastEventId: string | undefined): Promise<void> {
    this.leave();
    this.#reader = await openStream(this.#app.url + this.#path, lastEventId);
    this.#read = 0;
    assert.equal(this.#reader.status, 200);
  }

  /** Takes up the stream again; the id is what the client saw last, or less, or nonsense. */
  return(knows: 'last' | 'nothing' | 'nonsense'): Promise<void> {
    return this.open({ last: this.#lastId, nothing: undefined, nonsense: '12345' }[knows]);
  }

  leave(): void {
    this.#drain();
    this.#reader?.close();
    this.#reader = undefined;
  }

  /** Reads until every widget is at least at its version. */
  async settle(versions: Map<string, number>): Promise<void> {
    if (!this.#reader) await this.return('last');
    for (;;) {
      this.#drain();
      if (this.#mustAsk) await this.ask();
      if ([...versions].every(([key, version]) => (this.versions.get(key) ?? 0) >= version)) return;
      await (this.#reader as StreamReader).next();
    }
  }

  #drain(): void {
    for (const event of this.#reader?.events.slice(this.#read) ?? []) {
      this.#read++;
      this.#see(event);
    }
  }

  #see({ event, id, data }: StreamEvent): void {
    assert.ok(this.#lastId === undefined || Number(id) > 0);
    this.#lastId = id;
    if (event === 'reset') this.#mustAsk = true;
    if (event === 'data' || event === 'widget') this.#take(data);
  }

  #take({ key, version, data }: { key: string; version: number; data: unknown }): void {
    const known = this.versions.get(key) ?? 0;
    if (version < known) return;
    this.versions.set(key, version);
    this.values.set(key, data);
  }
}

describe('resuming', { timeout: 60_000 }, () => {
  let app: TestApp;
  let system: Principal;
  before(async () => {
    app = await openTestApp();
    system = systemPrincipal(app.alpha.workspace.id, app.alpha.users.owner.id);
  });
  after(() => app.close());

  it('ends in the state of the store, in whatever order pushes, disconnects and reconnects come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const board = await app.domain.dashboards.create(system, { name: 'Board', isPrivate: false });
        const widgets: Widget[] = [];
        for (let n = 0; n < WIDGETS; n++)
          widgets.push(await app.domain.widgets.create(system, board.key, { type: 'number' }));
        const keys = widgets.map(({ key }) => key);
        const page = new PageModel(app, keys);
        await page.ask();
        let value = 0;
        for (const it of steps) {
          if (it.do === 'push') await app.domain.values.push(system, keys[it.widget] as string, { value1: ++value });
          if (it.do === 'rename')
            await app.domain.widgets.update(system, keys[it.widget] as string, { title: `Title ${++value}` });
          if (it.do === 'leave') page.leave();
          if (it.do === 'return') await page.return(it.knows);
          if (it.do === 'turn') await new Promise(setImmediate);
        }
        const rows = await app.deps.store.widgets.list({ key: keys });
        await page.settle(new Map(rows.map(({ key, version }) => [key, version])));
        for (const { key, data } of rows) assert.deepEqual(page.values.get(key), data);
        page.leave();
      }),
      { numRuns: Number(process.env.RUNS ?? 60) },
    );
  });
});
