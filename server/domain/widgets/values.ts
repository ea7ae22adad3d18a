import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import { exceedsBytes, MAX_DATA_BYTES } from '../json.ts';
import { createMemo } from '../memo.ts';
import type { Dashboard, Principal, Widget } from '../model.ts';
import { requireScope } from '../rights.ts';

/** The columns of a widget that a push needs. */
const PUSHED = ['id', 'workspaceId', 'dashboardId', 'key'] as const;

export interface Pushed {
  widget: Pick<Widget, (typeof PUSHED)[number]>;
  data: JsonObject | null;
  dataUpdatedAt: number;
  version: number;
}

export interface Values {
  /** Replaces the widget's data, by `null` with none; resolves after the commit. @throws not_found, foreign, forbidden, too_large, unavailable */
  push(principal: Principal, widgetKey: string, data: JsonObject | null): Promise<Pushed>;
  /** Records why the widget's source failed, or with `null` that it works. For the sources only. */
  setSourceError(widget: Pick<Widget, 'id' | 'dashboardId'>, sourceError: string | null): Promise<void>;
}

/** A widget that data is pushed to. */
interface Target {
  widget: Pushed['widget'];
  dashboard: Dashboard;
  /** Principals whose right to write was checked while this target is cached. */
  writers: WeakSet<Principal>;
}

/** Milliseconds a target is cached at most; every change of widgets, dashboards or rights clears the cache. */
const TTL = 1000;
const MAX_TARGETS = 10_000;

/** The hot path: with a cached target, one turn from the decoded body to the group commit. */
export function createValues(ctx: Context): Values {
  const { store, bus, now } = ctx;
  const targets = createMemo({ ttl: TTL, max: MAX_TARGETS, now }, load);
  bus.on(({ kind }) => {
    if (kind !== 'data') targets.clear();
  });

  async function load(key: string): Promise<Target> {
    return { ...(await ctx.livingWidget({ key }, PUSHED)), writers: new WeakSet() };
  }

  return {
    async push(principal, widgetKey, data) {
      requireScope(principal, 'dashboard:write', 'widget', widgetKey);
      const encoded = JSON.stringify(data);
      if (exceedsBytes(encoded, MAX_DATA_BYTES)) {
        throw new DomainError('too_large', `data is larger than ${MAX_DATA_BYTES} bytes`, { subject: 'widget' });
      }
      const { widget, dashboard, writers } = await targets.get(widgetKey);
      if (!writers.has(principal)) {
        await ctx.require(principal, dashboard, 'write', ['widget', widgetKey]);
        writers.add(principal);
      }
      const at = now();
      const version = await ctx.push({ widgetId: widget.id, data: encoded, at });
      return { widget, data, dataUpdatedAt: at, version };
    },

    async setSourceError({ id, dashboardId }, sourceError) {
      await store.widgets.update({ id }, { sourceError });
      await ctx.announce({ kind: 'widget', widgetId: id, dashboardId });
    },
  };
}
