import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { lockLiving } from '../lock.ts';
import type { Dashboard, Page, Principal } from '../model.ts';
import type { Tables } from '../ports.ts';
import { discard } from '../series/labels.ts';
import { integerIssue, lineIssue, refuse } from '../validate.ts';

export interface PageDraft {
  name: string;
  /** The number it gets; pages from there on move up by one. */
  position: number;
}

/** The tabs of a dashboard. Their numbers start at 1 and have no gaps. */
export interface Pages {
  add(principal: Principal, dashboard: Dashboard, draft: Partial<PageDraft>): Promise<Page>;
  update(principal: Principal, dashboard: Dashboard, number: number, patch: Partial<PageDraft>): Promise<Page>;
  /** Its widgets go with it. @throws DomainError `conflict` for the last one */
  remove(principal: Principal, dashboard: Dashboard, number: number): Promise<void>;
}

const MAX_PAGES = 1_000;

export function createPages(ctx: Context): Pages {
  const { store, now } = ctx;

  const all = (tables: Tables, { id: dashboardId }: Dashboard): Promise<Page[]> =>
    tables.pages.list({ dashboardId }, { orderBy: ['number'] });

  /** One change of the pages at a time. */
  async function change<T>(
    principal: Principal,
    dashboard: Dashboard,
    run: (tables: Tables, pages: Page[]) => Promise<T>,
  ): Promise<T> {
    await ctx.require(principal, dashboard, 'write');
    const { id: dashboardId } = dashboard;
    const result = await ctx.alone(dashboard, async (tables) => run(tables, await all(tables, dashboard)), {
      updatedAt: now(),
    });
    await ctx.announce({ kind: 'dashboard', dashboardId });
    return result;
  }

  /** A change of the page that has this number now: while it waits for another one, its number may go to the next page. */
  async function changeOne<T>(
    principal: Principal,
    dashboard: Dashboard,
    number: number,
    run: (tables: Tables, pages: Page[], page: Page) => Promise<T>,
  ): Promise<T> {
    const asked = (await all(store, dashboard)).find((page) => page.number === number);
    return change(principal, dashboard, (tables, pages) => {
      const page = pages.find(({ id }) => id === asked?.id);
      if (!page) throw notFound('page', number);
      return run(tables, pages, page);
    });
  }

  const check = ({ name, position }: Partial<PageDraft>): void =>
    refuse(
      name !== undefined && lineIssue('name', name),
      position !== undefined && integerIssue('position', position, 1, MAX_PAGES),
    );

  return {
    add(principal, dashboard, { name = '', position }) {
      check({ name, ...(position !== undefined && { position }) });
      return change(principal, dashboard, async (tables, pages) => {
        refuse(
          pages.length >= MAX_PAGES && { path: 'position', message: `a dashboard can have at most ${MAX_PAGES} pages` },
        );
        const last = pages.length + 1;
        const page = await tables.pages.insert({ dashboardId: dashboard.id, number: last, name });
        const number = Math.min(position ?? last, last);
        await renumber(tables, pages.toSpliced(number - 1, 0, page));
        return { ...page, number };
      });
    },

    update(principal, dashboard, asked, patch) {
      check(patch);
      return changeOne(principal, dashboard, asked, async (tables, pages, page) => {
        const name = patch.name ?? page.name;
        await tables.pages.update({ id: page.id }, { name });
        const number = Math.min(patch.position ?? page.number, pages.length);
        const others = pages.filter(({ id }) => id !== page.id);
        await renumber(tables, others.toSpliced(number - 1, 0, page));
        return { ...page, name, number };
      });
    },

    async remove(principal, dashboard, asked) {
      const series = await changeOne(principal, dashboard, asked, async (tables, pages, { id }) => {
        if (pages.length === 1) throw conflict('last_page', 'the last page cannot be deleted');
        const widgetId = (await tables.widgets.list({ pageId: id }, { columns: ['id'] })).map((widget) => widget.id);
        const theirs = await tables.series.list({ widgetId });
        await tables.series.update({ widgetId }, { widgetId: null });
        await tables.pages.delete({ id });
        await renumber(
          tables,
          pages.filter((page) => page.id !== id),
        );
        return theirs.map((each) => each.id);
      });
      await discard(ctx, series);
    },
  };
}

/**
 * Copies the pages of one dashboard to a new one, in place of the page that it was made with. Nobody else changes what is
 * on the copied one until the transaction ends.
 * @returns the ids of the copies by those of the originals
 */
export async function copyPages(tables: Tables, from: Dashboard, to: Dashboard): Promise<ReadonlyMap<number, number>> {
  const dashboardId = to.id;
  await lockLiving(tables, [from.id], from.workspaceId);
  await tables.pages.delete({ dashboardId });
  const pages = await tables.pages.list({ dashboardId: from.id }, { orderBy: ['number'] });
  const copies = await tables.pages.insertAll(pages.map(({ number, name }) => ({ dashboardId, number, name })));
  return new Map(pages.map(({ id }, index) => [id, (copies[index] as Page).id]));
}

/** Numbers the pages in their order. They become negative first, because numbers must be unique at every moment. */
async function renumber(tables: Tables, pages: readonly Page[]): Promise<void> {
  const moved = pages.flatMap((page, index) => (page.number === index + 1 ? [] : [{ id: page.id, number: index + 1 }]));
  for (const { id, number } of moved) await tables.pages.update({ id }, { number: -number });
  for (const { id, number } of moved) await tables.pages.update({ id }, { number });
}
