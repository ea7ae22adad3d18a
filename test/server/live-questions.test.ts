import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Widget } from '../../server/domain/model.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { countQuestions } from '../support/statements.ts';

const MANY = 40;

/** However much a page asks for, and by whatever right: the database is asked the same few questions. */
describe('the queries of POST /live', () => {
  let t: TestApp;
  let few: Widget[];
  let many: Widget[];
  let boardTokens: string[];
  let embeds: string[];

  before(async () => {
    t = await openTestApp();
    const { owner, viewer } = t.alpha.users;
    const system = systemPrincipal(t.alpha.workspace.id, owner.id);
    const all: Widget[] = [];
    boardTokens = [];
    embeds = [];
    for (let number = 0; number < MANY; number += 1) {
      const fields = { name: `B${number}`, isPrivate: true, visibility: 'private' } as const;
      const board = await t.domain.dashboards.create(system, fields);
      await t.domain.grants.set(system, board, { subjectType: 'user', subjectId: `${viewer.id}`, level: 'viewer' });
      const widget = await t.domain.widgets.create(system, board.key, { type: 'number', data: { value1: number } });
      all.push(widget);
      boardTokens.push((await t.domain.sharing.createAccessToken(board.key)).token);
      embeds.push((await t.domain.sharing.createEmbedToken(widget.key)).token);
    }
    [few, many] = [all.slice(0, 2), all];
  });
  after(() => t.close());

  /** Asks, and says how many questions that took. */
  async function cost(entries: object[], key?: string): Promise<number> {
    using questions = countQuestions();
    const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
    const answer = await t.fetch('/live', { method: 'POST', headers, body: JSON.stringify({ widgets: entries }) });
    const { widgets } = (await answer.json()) as { widgets: { data?: unknown; error: { code: string } | null }[] };
    assert.equal(widgets.length, entries.length);
    for (const { error, data } of widgets) assert.ok(error === null && data, JSON.stringify(error));
    return questions.count;
  }

  it('are as many for forty dashboards by grant as for two', async () => {
    const { secret } = t.alpha.keys.viewer;
    const keys = (widgets: Widget[]) => widgets.map(({ key }) => ({ key }));
    await cost(keys(few), secret);
    assert.equal(await cost(keys(many.slice(2)), secret), await cost(keys([...few].reverse()), secret));
  });

  it('are as many for forty tokens of dashboards, and of widgets, as for two', async () => {
    const byBoard = many.map(({ key }, index) => ({ key, token: boardTokens[index] }));
    assert.equal(await cost(byBoard.slice(2)), await cost(byBoard.slice(0, 2)));
    const byEmbed = embeds.map((token) => ({ token }));
    assert.equal(await cost(byEmbed.slice(2)), await cost(byEmbed.slice(0, 2)));
  });

  it('are as many for a change that concerns ten viewers with a grant each as for two', async () => {
    const recheck = async (count: number): Promise<number> => {
      const { owner } = t.alpha.users;
      const system = systemPrincipal(t.alpha.workspace.id, owner.id);
      const principals = await Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const name = `v${count}x${index}`;
          const draft = { email: `${name}@a.test`, username: name, password: 'long enough', role: 'viewer' } as const;
          const { user } = await t.domain.people.createUser({ ...draft, workspace: t.alpha.workspace.slug });
          return { ...system, userId: user.id, role: 'viewer' as const };
        }),
      );
      for (const [index, { userId }] of principals.entries()) {
        const board = await t.deps.store.dashboards.get({ id: (many[index] as Widget).dashboardId });
        if (board)
          await t.domain.grants.set(system, board, { subjectType: 'user', subjectId: `${userId}`, level: 'viewer' });
      }
      using questions = countQuestions();
      await Promise.all(
        principals.map((principal, index) =>
          t.domain.sharing.widget({ key: (many[index] as Widget).key }, { principal }),
        ),
      );
      return questions.count;
    };
    assert.equal(await recheck(10), await recheck(2));
  });
});
