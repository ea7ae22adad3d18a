import { DomainError, type ErrorCode, forbidden, foreign, notFound } from '../errors.ts';
import type { Dashboard, Principal, Widget } from '../model.ts';
import type { Tables } from '../ports.ts';
import type { Reach } from '../reach.ts';
import { type Right, requireScope } from '../rights.ts';
import { isSlug } from '../slug.ts';
import { isKey } from '../validate.ts';
import { OPEN } from './free-slug.ts';

type Id<Row, Name extends keyof Row> = { [Each in Name]: Pick<Row, Each> }[Name];

/** A dashboard by the kind of id that an API has. */
export type DashboardId = Id<Dashboard, 'key' | 'slug' | 'publicId' | 'id'>;
export type WidgetId = Id<Widget, 'key' | 'id'>;

export interface Finding {
  /** `read` when absent. */
  right?: Right;
  /** Whether one that the principal may not read is not found, rather than forbidden. */
  hidden?: boolean;
  /** Whether the API asked for a scope of its own: then workspace, role and grants decide. */
  unscoped?: boolean;
  /** Whether deleted ones are found, too. */
  deleted?: boolean;
}

/** Finds dashboards for those who want to read or change them. */
export interface Lookup {
  /**
   * A key of another workspace is `foreign`: keys cannot be guessed, so this gives nothing away. Other ids are only looked
   * for in the principal's own workspace.
   * @throws DomainError `not_found`, `foreign`, `forbidden`
   */
  dashboard(principal: Principal, id: DashboardId, options?: Finding): Promise<Dashboard>;
  /** The first dashboard under this slug that is open to the world. @throws DomainError `not_found` */
  publicDashboard(slug: string): Promise<Dashboard>;
}

/** The one place that decides whether a dashboard or widget is not found, foreign or forbidden. */
export interface Finder extends Lookup {
  /** A widget with its dashboard, on which the principal has a right. @throws DomainError `not_found`, `foreign`, `forbidden` */
  widget<Column extends keyof Widget = keyof Widget>(
    principal: Principal,
    id: WidgetId,
    right: Right,
    columns?: readonly Column[],
  ): Promise<OnBoard<Column>>;
  /** A living dashboard, without a check of rights. @throws DomainError `not_found` */
  livingDashboard(id: DashboardId): Promise<Dashboard>;
  /**
   * A living widget on a living dashboard, without a check of rights.
   * @param asked the caller's name for it, for messages; its id when absent
   * @throws DomainError `not_found`
   */
  livingWidget<Column extends keyof Widget = keyof Widget>(
    id: WidgetId,
    columns?: readonly Column[],
    asked?: string | number,
  ): Promise<OnBoard<Column>>;
  /** Whether the principal has a right on a dashboard, by workspace, scope, role and grants. */
  may(principal: Principal, dashboard: Dashboard, right: Right): Promise<boolean>;
  /**
   * The same, with what the caller asked for in the messages: the dashboard itself when absent.
   * @throws DomainError `foreign`, `forbidden`
   */
  require(principal: Principal, dashboard: Dashboard, right: Right, asked?: Asked): Promise<void>;
  /** Like `require`, but by workspace, role and grants alone: for what has a scope of its own. @throws DomainError `foreign`, `forbidden` */
  requireReach(principal: Principal, dashboard: Dashboard, right: Right, asked?: Asked): Promise<void>;
}

type Asked = readonly [subject: string, id: string | number];
type OnBoard<Column extends keyof Widget> = { widget: Pick<Widget, Column | 'dashboardId'>; dashboard: Dashboard };

/** Errors that deny a right, as opposed to those that mean it could not be checked. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['foreign', 'forbidden']);

export function createLookup(store: Pick<Tables, 'dashboards' | 'widgets'>, reach: Reach): Finder {
  const asIs = (dashboard: Dashboard): Asked => ['dashboard', dashboard.key];

  const requireReach: Finder['requireReach'] = async (principal, dashboard, right, asked = asIs(dashboard)) => {
    if (principal.workspaceId !== dashboard.workspaceId) throw foreign(...asked);
    if (!(await reach.has(principal, dashboard, right))) throw forbidden(`dashboard:${right}`, ...asked);
  };

  const require: Finder['require'] = async (principal, dashboard, right, asked = asIs(dashboard)) => {
    if (principal.workspaceId !== dashboard.workspaceId) throw foreign(...asked);
    requireScope(principal, `dashboard:${right}`, ...asked);
    await requireReach(principal, dashboard, right, asked);
  };

  const livingWidget: Finder['livingWidget'] = async (id, columns, asked = nameOf(id)) => {
    const read = columns && [...columns, 'dashboardId' as const];
    const widget = isWellFormed(id)
      ? await store.widgets.get({ ...id, deletedAt: null }, { columns: read })
      : undefined;
    const dashboard = widget && (await store.dashboards.get({ id: widget.dashboardId, deletedAt: null }));
    if (!dashboard) throw notFound('widget', asked);
    return { widget, dashboard };
  };

  async function find(id: DashboardId, where: { workspaceId?: number; deletedAt?: null }): Promise<Dashboard> {
    const dashboard = isWellFormed(id) ? await store.dashboards.get({ ...id, ...where }) : undefined;
    if (!dashboard) throw notFound('dashboard', nameOf(id));
    return dashboard;
  }

  return {
    require,
    requireReach,
    livingWidget,
    livingDashboard: (id) => find(id, { deletedAt: null }),

    async dashboard(principal, id, { right = 'read', hidden = false, unscoped = false, deleted = false } = {}) {
      const asked = ['dashboard', nameOf(id)] as const;
      if (!unscoped) requireScope(principal, `dashboard:${right}`, ...asked);
      const { workspaceId } = principal;
      const dashboard = await find(id, {
        ...(!('key' in id) && { workspaceId }),
        ...(!deleted && { deletedAt: null }),
      });
      if (hidden && !(await reach.has(principal, dashboard, 'read'))) throw notFound(...asked);
      // Who may read it was just decided.
      if (!hidden || right !== 'read') await requireReach(principal, dashboard, right, asked);
      return dashboard;
    },

    async widget(principal, id, right, columns) {
      const asked = ['widget', nameOf(id)] as const;
      requireScope(principal, `dashboard:${right}`, ...asked);
      const found = await livingWidget(id, columns);
      await requireReach(principal, found.dashboard, right, asked);
      return found;
    },

    async publicDashboard(slug) {
      const [dashboard] = await store.dashboards.list({ ...OPEN, slug }, { orderBy: ['id'], limit: 1 });
      if (!dashboard) throw notFound('dashboard', slug);
      return dashboard;
    },

    async may(principal, dashboard, right) {
      try {
        await require(principal, dashboard, right);
        return true;
      } catch (error) {
        if (error instanceof DomainError && REFUSALS.has(error.code)) return false;
        throw error;
      }
    },
  };
}

const nameOf = (id: object): string | number => Object.values(id)[0];

/** Whether anything can have this id; what cannot is not asked for. */
const isWellFormed = (id: DashboardId | WidgetId): boolean =>
  'key' in id ? isKey(id.key) : !('slug' in id) || isSlug(id.slug);
