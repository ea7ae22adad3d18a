import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import type { Dashboard, Page, Principal, Visibility } from '../model.ts';
import type { Tables } from '../ports.ts';
import { authorOf, OPEN_TO_EDITORS, requireCreator } from '../rights.ts';
import { isSlug, MAX_SLUG, slugify } from '../slug.ts';
import { choiceIssue, given, integerIssue, intervalIssue, nameIssue, proseIssue, refuse } from '../validate.ts';
import { bin } from './bin.ts';
import { freeSlug, isOpen, requireFreeSlug } from './free-slug.ts';
import { lastPosition, MAX_POSITION } from './order.ts';

export type DashboardDraft = { name: string } & Partial<
  Pick<
    Dashboard,
    | 'slug'
    | 'description'
    | 'tags'
    | 'filters'
    | 'parameters'
    | 'variables'
    | 'visibility'
    | 'isPrivate'
    | 'background'
    | 'position'
    | 'isPinned'
    | 'refreshInterval'
    | 'collectionId'
    | 'restrictionLevel'
    | 'creationMode'
    | 'lastAccessedAt'
    | 'extras'
  >
>;

/**
 * What to change about a dashboard. A function is called with the dashboard as it is while nobody else changes it, and
 * more than once.
 */
export type DashboardPatch = Partial<DashboardDraft> | ((before: Dashboard) => Partial<DashboardDraft>);

/** Fills a new dashboard within the transaction that creates it: if this fails, the dashboard is not created. */
export type Fill = (tables: Tables, dashboard: Dashboard) => Promise<void>;

/** Called in the transaction that changes a dashboard; throws to refuse the change. */
export type Accept = (tables: Tables) => Promise<void>;

/** A dashboard with the number of its living widgets. */
export type DashboardSummary = Dashboard & { widgetsCount: number };

export interface Dashboards {
  /** Those the principal may read, ordered by position. */
  list(principal: Principal): Promise<DashboardSummary[]>;
  /** Creates a first page, too. Without a slug, one is made from the name, with `-2`, `-3`, … where it is taken. */
  create(principal: Principal, draft: DashboardDraft, fill?: Fill): Promise<Dashboard>;
  /** @throws DomainError `not_found`, `foreign`, `forbidden`, as those below */
  update(principal: Principal, key: string, patch: DashboardPatch, accept?: Accept): Promise<Dashboard>;
  /** Soft: `deletedAt`; its widgets go with it. */
  remove(principal: Principal, key: string, accept?: Accept): Promise<void>;
  /** Ordered by number; for callers that already have the dashboard. */
  pages(dashboard: Dashboard): Promise<Page[]>;
}

const VISIBILITIES: readonly Visibility[] = ['private', 'team', 'workspace', 'public'];

/** Fields that a draft may set and that are stored as they are. */
const FIELDS = [
  'description',
  'tags',
  'filters',
  'parameters',
  'variables',
  'visibility',
  'isPrivate',
  'background',
  'position',
  'isPinned',
  'refreshInterval',
  'collectionId',
  'restrictionLevel',
  'creationMode',
  'lastAccessedAt',
  'extras',
] as const satisfies readonly (keyof DashboardDraft)[];

/** Values of a new dashboard that its draft does not set. The refresh interval is BoardCharts' default. */
const DEFAULTS = {
  description: '',
  tags: [],
  filters: null,
  parameters: null,
  variables: null,
  visibility: 'workspace',
  background: 'wood',
  isPinned: false,
  refreshInterval: 60,
  collectionId: null,
  restrictionLevel: OPEN_TO_EDITORS,
  creationMode: 'default',
  lastAccessedAt: null,
  extras: {},
} as const;

const MAX_DESCRIPTION = 10_000;
const MAX_TAGS = 100;

export function createDashboards(ctx: Context): Dashboards {
  const { store, secrets, now } = ctx;

  const writable = (principal: Principal, key: string): Promise<Dashboard> =>
    ctx.dashboard(principal, { key }, { right: 'write' });

  async function check(principal: Principal, draft: Partial<DashboardDraft>): Promise<void> {
    refuse(...issuesOf(draft));
    const { collectionId } = draft;
    if (typeof collectionId !== 'number') return;
    const isKnown = await store.collections.get({ id: collectionId, workspaceId: principal.workspaceId });
    refuse(!isKnown && { path: 'collectionId', message: 'this collection does not exist' });
  }

  return {
    pages: (dashboard) => store.pages.list({ dashboardId: dashboard.id }, { orderBy: ['number'] }),

    async list(principal) {
      const readable = await ctx.readable(principal);
      const counts = await store.dashboards.widgetCounts(readable.map(({ id }) => id));
      return readable.map((dashboard) => ({ ...dashboard, widgetsCount: counts.get(dashboard.id) ?? 0 }));
    },

    async create(principal, draft, fill) {
      requireCreator(principal);
      refuse(nameIssue('name', draft.name));
      await check(principal, draft);
      const { workspaceId } = principal;
      const at = now();
      const dashboard = await ctx.aloneIn(workspaceId, async (tables) => {
        const fields = {
          ...DEFAULTS,
          tags: [],
          position: await lastPosition(tables, workspaceId),
          isPrivate: isClosed(draft.visibility),
          ...given(draft, FIELDS),
          extras: { ...draft.extras, ...teamsBy(principal) },
          workspaceId,
        };
        const row = await tables.dashboards.insert({
          ...fields,
          key: secrets.hex(16),
          slug:
            draft.slug === undefined
              ? await freeSlug(tables, slugify(draft.name) || 'dashboard', fields)
              : await requireFreeSlug(tables, draft.slug, fields),
          publicId: `dash-${secrets.hex(8)}`,
          name: draft.name,
          createdBy: authorOf(principal),
          createdAt: at,
          updatedAt: at,
          deletedAt: null,
        });
        await tables.pages.insert({ dashboardId: row.id, number: 1, name: '' });
        await fill?.(tables, row);
        return row;
      });
      await ctx.announce({ kind: 'dashboard', dashboardId: dashboard.id });
      return dashboard;
    },

    async update(principal, key, patch, accept) {
      const known = await writable(principal, key);
      const { id } = known;
      const draftOf = (dashboard: Dashboard) => (typeof patch === 'function' ? patch(dashboard) : patch);
      await check(principal, draftOf(known));
      const after = await ctx.alone(known, async (tables) => {
        const dashboard = await tables.dashboards.get({ id, deletedAt: null });
        if (!dashboard) throw notFound('dashboard', key);
        await accept?.(tables);
        const draft = draftOf(dashboard);
        const { slug = dashboard.slug, visibility } = draft;
        const closes = isAnotherAudience(dashboard, visibility) && { isPrivate: isClosed(visibility) };
        const isOwn = visibility === 'team' && dashboard.createdBy === principal.userId;
        const teams = isOwn && { extras: { ...(draft.extras ?? dashboard.extras), ...teamsBy(principal) } };
        const changed = { slug, ...closes, ...given(draft, ['name', ...FIELDS]), ...teams, updatedAt: now() };
        const after = { ...dashboard, ...changed };
        if (slug !== dashboard.slug) await requireFreeSlug(tables, slug, after);
        else if (isOpen(after) && !isOpen(dashboard)) after.slug = await freeSlug(tables, slug, after);
        await tables.dashboards.update({ id }, { ...changed, slug: after.slug });
        return after;
      });
      await ctx.announce({ kind: 'dashboard', dashboardId: id });
      return after;
    },

    async remove(principal, key, accept) {
      await bin(ctx, await writable(principal, key), accept);
    },
  };
}

/** Whether a dashboard is private when only its visibility was given: any visibility but `public` makes it so. */
const isClosed = (visibility: Visibility | undefined): boolean => visibility !== undefined && visibility !== 'public';

/** What `teamsOf` reads: the teams of the user who creates a dashboard or shares it with their team. */
const teamsBy = ({ teams }: Principal): JsonObject => (teams ? { teams: [...teams] } : {});

/** Whether a visibility changes who may read the dashboard. Setting the one it already has changes nothing. */
const isAnotherAudience = (dashboard: Dashboard, visibility: Visibility | undefined): boolean =>
  visibility !== undefined && (visibility !== dashboard.visibility || (visibility === 'public' && dashboard.isPrivate));

function issuesOf(draft: Partial<DashboardDraft>) {
  const { name, slug, description, tags, visibility, background, position, refreshInterval } = draft;
  return [
    name !== undefined && nameIssue('name', name),
    slug !== undefined &&
      !isSlug(slug) && { path: 'slug', message: 'may only contain letters a-z and digits, separated by hyphens' },
    description !== undefined && proseIssue('description', description, MAX_DESCRIPTION),
    ...(tags ?? []).map((tag, index) => nameIssue(`tags[${index}]`, tag)),
    (tags?.length ?? 0) > MAX_TAGS && { path: 'tags', message: `must have at most ${MAX_TAGS} entries` },
    visibility !== undefined && choiceIssue('visibility', visibility, VISIBILITIES),
    background !== undefined && nameIssue('background', background, MAX_SLUG),
    position !== undefined && integerIssue('position', position, 0, MAX_POSITION),
    refreshInterval !== undefined && intervalIssue('refreshInterval', refreshInterval),
  ];
}
