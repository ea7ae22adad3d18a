import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import type { LiveEntry } from '../../components/model/messages.ts';
import { DomainError } from '../../server/domain/errors.ts';
import type { Dashboard, Widget } from '../../server/domain/model.ts';
import type { Reader } from '../../server/domain/sharing/sharing.ts';
import { type Ask, createResolver, type Resolved, type ResolverDomain } from '../../server/live/resolve.ts';

const dashboard = { id: 1 } as Dashboard;
const widget = { id: 7 } as Widget;
const key = { key: 'k' };

/** A domain that serves what is private to a key or a proof, and counts what it is asked. */
function open(serve = ({ principal, proofs }: Reader) => Boolean(principal || proofs?.length)) {
  const asked: string[] = [];
  const look = (kind: string, entry: LiveEntry, reader: Reader): void => {
    asked.push(`${kind} ${JSON.stringify(entry)}`);
    if (!serve(reader)) throw new DomainError('forbidden', 'no');
  };
  const domain = {
    sharing: {
      async widget(entry: LiveEntry, reader: Reader) {
        look('widget', entry, reader);
        return { widget, dashboard };
      },
      async dashboard(entry: LiveEntry, reader: Reader) {
        look('dashboard', entry, reader);
        return dashboard;
      },
    },
    dashboards: { pages: async () => [] },
    widgets: { of: async () => [widget] },
    people: { byApiKey: async (apiKey: string) => ({ userId: apiKey.length }) },
  } as unknown as ResolverDomain;
  const resolve = createResolver(domain, pino({ level: 'silent' }), 42, async (widgets) => [...widgets]);
  return {
    asked,
    resolve: (parts: Partial<Ask>) =>
      resolve({ widgets: [key], dashboards: [key], proofs: [], credential: null, ...parts }),
  };
}
const isServed = ({ widgets, dashboards }: Resolved) => [...widgets, ...dashboards].map((it) => !('denial' in it));

describe('lookups for several readers', { timeout: 60_000 }, () => {
  it('look up once what they have in common, but never with the rights of another', async () => {
    const { asked, resolve } = open();
    const credential = { apiKey: 'sk' };
    const rights = [{ credential }, {}, { proofs: ['p'] }, { credential }, {}, { proofs: ['p'] }];
    const found = await Promise.all(rights.map(resolve));
    assert.deepEqual(
      found.map(isServed),
      [true, false, true, true, false, true].map((it) => [it, it]),
    );
    assert.equal(asked.length, 6);
    assert.equal(found[0]?.asOf, 42, 'what is known of the time before');
  });

  it('yield to the event loop, however many entries there are', async () => {
    let isIn = false;
    const waits: boolean[] = [];
    const { resolve } = open(() => waits.push(isIn) > 0);
    setImmediate(() => {
      isIn = true;
    });
    await resolve({ widgets: Array.from({ length: 500 }, (_, index) => ({ key: `${index}` })) });
    assert.deepEqual([waits[0], waits[249], waits[250]], [false, false, true]);
  });

  it('answer the same for a foreign workspace as for an unknown key', async () => {
    const { resolve } = open(() => {
      throw new DomainError('foreign', 'of another workspace');
    });
    const [found] = (await resolve({})).widgets;
    assert.ok(found && 'denial' in found);
    assert.deepEqual([found.denial.error.code, found.denial.temporary], ['not_found', false]);
  });
});
