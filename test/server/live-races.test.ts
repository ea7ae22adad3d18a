import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { DomainError } from '../../server/domain/errors.ts';
import type { Principal, Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { createHub } from '../../server/live/hub.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { openStream, type StreamReader } from '../support/stream.ts';

interface Answer {
  stream: string;
  widgets: { version?: number; data?: { value1: number }; error: { code: string } | null }[];
}

describe('changes during a lookup', { timeout: 60_000 }, () => {
  let app: TestApp;
  let system: Principal;
  let widget: Widget;
  let reader: StreamReader | undefined;

  before(async () => {
    app = await openTestApp();
    system = systemPrincipal(app.alpha.workspace.id, app.alpha.users.owner.id);
    widget = app.alpha.widget;
  });
  afterEach(() => reader?.close());
  after(() => app.close());

  async function ask(token: string): Promise<Answer> {
    const body = JSON.stringify({ widgets: [{ token }] });
    return (await (await app.fetch('/live', { method: 'POST', body })).json()) as Answer;
  }
  const token = async () => (await app.domain.sharing.createEmbedToken(widget.key)).token;

  it('sends a push that is newer than the row in the answer', async (t) => {
    const { sharing, values } = app.domain;
    const look = sharing.widget;
    const lookup = t.mock.method(sharing, 'widget', async (...args: Parameters<typeof look>) => {
      const found = await look(...args);
      await values.push(system, widget.key, { value1: 5 });
      return found;
    });
    const { stream, widgets } = await ask(await token());
    lookup.mock.restore();
    assert.notEqual(widgets[0]?.data?.value1, 5, 'the row was older');
    reader = await openStream(app.url + stream);
    assert.deepEqual((await reader.next()).data.data, { value1: 5 });
  });

  it('removes nothing while the database does not answer, and retries', async (t) => {
    const { sharing, values } = app.domain;
    const { stream } = await ask(await token());
    reader = await openStream(app.url + stream);
    const [asked, askedAgain] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const look = sharing.widget;
    const silent = t.mock.method(sharing, 'widget', async () => {
      asked.resolve();
      throw new DomainError('unavailable', 'the database does not answer');
    });
    app.deps.bus.emit({ kind: 'access' });
    await asked.promise;
    silent.mock.restore();
    t.mock.method(sharing, 'widget', (...args: Parameters<typeof look>) => {
      askedAgain.resolve();
      return look(...args);
    });
    const { version } = await values.push(system, widget.key, { value1: 6 });
    const { event, data } = await reader.next();
    assert.deepEqual([event, data.version], ['data', version]);
    await askedAgain.promise;
  });

  it('uses no lookup that began before a revocation', async (t) => {
    const { sharing } = app.domain;
    const secret = await token();
    const { stream } = await ask(secret);
    reader = await openStream(app.url + stream);
    const look = sharing.widget;
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const slow = t.mock.method(sharing, 'widget', async (...args: Parameters<typeof look>) => {
      const found = await look(...args);
      begun.resolve();
      await gate.promise;
      return found;
    });
    app.deps.bus.emit({ kind: 'access' });
    await begun.promise;
    slow.mock.restore();
    await sharing.revoke(secret);
    const late = ask(secret);
    // The request has arrived once a later one is answered.
    for (let n = 0; n < 3; n++) await app.fetch('/healthz');
    gate.resolve();
    assert.equal((await late).widgets[0]?.error?.code, 'revoked');
    assert.equal((await reader.next()).event, 'gone');
    await reader.ended;
  });

  it('closes after pending lookups, so that none uses a closed store', async () => {
    const { domain, store, bus, log } = app.deps;
    const { sharing } = domain;
    const begun = Promise.withResolvers<void>();
    let gate: PromiseWithResolvers<void> | undefined;
    const done: string[] = [];
    const widget: typeof sharing.widget = async (...args) => {
      if (gate) {
        begun.resolve();
        await gate.promise;
        done.push('looked up');
      }
      return sharing.widget(...args);
    };
    const hub = createHub({ domain: { ...domain, sharing: { ...sharing, widget } }, store, bus, log });
    await hub.ask({ widgets: [{ token: await token() }], dashboards: [], proofs: [], credential: null });
    gate = Promise.withResolvers();
    bus.emit({ kind: 'access' });
    await begun.promise;
    const closed = hub.close().then(() => done.push('closed'));
    await app.fetch('/healthz');
    gate.resolve();
    await closed;
    assert.deepEqual(done, ['looked up', 'closed']);
  });
});
