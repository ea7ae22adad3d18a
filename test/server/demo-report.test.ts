import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fillPage } from '../../demo/host.ts';
import { Journal } from '../../demo/report/journal.ts';
import { wholeShares } from '../../demo/report/measure.ts';
import { processMeter, programsOf } from '../../demo/report/processes.ts';
import { readFigures } from '../../demo/report/server-figures.ts';
import { timeSpent } from '../../demo/report/words.ts';
import { openTestApp } from '../support/app.ts';

describe('the journal', () => {
  const calm = { viewers: 0, busy: 5, lag: 1, own: 42 };
  const open = () => {
    let now = Date.parse('2026-03-01T12:00:00Z');
    return new Journal(() => (now += 1000));
  };

  it('lists viewers who came and left, newest first, with the time', () => {
    const journal = open();
    assert.equal(journal.look(calm), false);
    assert.equal(journal.look({ ...calm, viewers: 2 }), true);
    assert.equal(journal.look({ ...calm, viewers: 2 }), false);
    journal.look({ ...calm, viewers: 1 });
    assert.deepEqual(journal.entries, [
      { title: 'A viewer left', content: 'One page is open now', timestamp: '2026-03-01T12:00:02.000Z' },
      { title: 'A viewer joined', content: '2 pages are open now', timestamp: '2026-03-01T12:00:01.000Z' },
    ]);
  });

  it('reports a crossed threshold once, and its end once', () => {
    const journal = open();
    for (const busy of [50, 90, 80, 95, 59, 58]) journal.look({ ...calm, busy });
    assert.deepEqual(
      journal.entries.map(({ title, content }) => [title, content]),
      [
        ['The CPU is idle again', undefined],
        ['The CPU is busy', '90%, above the limit of 85%'],
      ],
    );
  });

  it('reports what the reader pushed, but not what was there before', () => {
    const journal = open();
    for (const own of [42, 42, 43, undefined, 43]) journal.look({ ...calm, own });
    assert.deepEqual(
      journal.entries.map(({ title }) => title),
      ['You changed the number to 43'],
    );
  });

  it('forgets the oldest', () => {
    const journal = open();
    for (let count = 1; count <= 30; count++) journal.note(`${count}`);
    assert.deepEqual(
      [journal.entries.length, journal.entries[0]?.title, journal.entries.at(-1)?.title],
      [20, '30', '11'],
    );
  });
});

it('reads what a server tells about itself', async (test) => {
  const app = await openTestApp();
  test.after(() => app.close());
  const headers = { authorization: `Bearer ${app.alpha.keys.owner.secret}`, 'content-type': 'application/json' };
  const path = `/api/v2/widgets/${app.alpha.widget.key}/data/`;
  for (const value1 of [1, 2])
    await (await app.fetch(path, { method: 'POST', headers, body: `{"value1":${value1}}` })).text();
  await (await app.fetch('/api/v2/me/')).text();
  const text = await (await app.fetch('/metrics')).text();
  const source = readFileSync(join(import.meta.dirname, '../../demo/report/server-figures.ts'), 'utf8');
  for (const [, name = ''] of source.matchAll(/'((?:boardcast|process|nodejs)_\w+)'/g))
    assert.match(text, new RegExp(`^# TYPE ${name.replace(/_count$/, '')} `, 'm'));
  const { startedAt, lag, ...counts } = readFigures(text);
  assert.ok(Math.abs(Date.now() - startedAt) < 600_000 && lag >= 0);
  assert.deepEqual(counts, {
    ...{ viewers: 0, received: 2, stored: 2, sent: 0 },
    answers: { good: counts.answers.good, refused: 1, failed: 0 },
  });
  assert.ok(counts.answers.good >= 2);
});

it('finds its own process, and adds up processes of the same name', async () => {
  const found = await processMeter()();
  const own = found.find(({ pid }) => pid === `${process.pid}`);
  assert.ok(own && own.memory > 1e6 && own.startedAt <= Date.now() && /node/i.test(own.name), JSON.stringify(own));
  const one = { pid: '1', name: 'a', share: 1, memory: 10, time: 2, startedAt: 0 };
  assert.deepEqual(programsOf([one, { ...one, name: 'b' }, { ...one, pid: '2', share: 3 }]), [
    { name: 'a', share: 4, memory: 20, time: 4 },
    { name: 'b', share: 1, memory: 10, time: 2 },
  ]);
});

it('formats uptimes', () => {
  assert.deepEqual([0.04, 9.96, 12.4, 75, 7260].map(timeSpent), ['0.0 s', '10.0 s', '12 s', '1 min', '2 h 1 min']);
});

it('divides processor time into parts that fill the scale exactly', () => {
  assert.deepEqual(wholeShares({ user: 84.5, system: 15.5 }), { user: 85, system: 15 });
  assert.deepEqual(wholeShares({ user: 0.5, system: 0.2 }), { user: 1, system: 0 });
});

it('leaves out parts of the page about a dashboard that does not exist', () => {
  const template = 'a<!--about Shop-->{{key Shop}}<!--/about-->b';
  const pasted = { server: '', key: 'own', snippets: {} };
  assert.equal(fillPage(template, pasted), 'ab');
  assert.equal(fillPage(template, { ...pasted, keys: { Shop: 'k' } }), 'akb');
  assert.throws(() => fillPage('{{key Shop}}', pasted), /nobody made/);
});
