import type { JsonObject } from '../../../components/model/widget.ts';
import type { Context } from '../context.ts';
import { DomainError, foreign, notFound } from '../errors.ts';
import { exceedsBytes, MAX_DATA_BYTES } from '../json.ts';
import { createMemo } from '../memo.ts';
import type { Dashboard, Principal, Widget } from '../model.ts';
import { requireScope } from '../rights.ts';
import { isKey } from '../validate.ts';

export interface Pushed {
  widget: Widget;
  data: JsonObject | null;
  dataUpdatedAt: number;
  version: number;
}

export interface Values {
  /** Replaces the widget's data, by `null` with none; resolves after the commit. @throws not_found, foreign, forbidden, too_large, unavailable */
  push(principal: Principal, widgetKey: string, data: JsonObject | null): Promise<Pushed>;
  /** Says at the widget why its source failed, or with `null` that it works. For the sources alone. */
  setSourceError(widget: Pick<Widget, 'id' | 'dashboardId'>, sourceError: string | null): Promise<void>;
}

/** What is pushed to. */
interface Target {
  /** Without its data: only what a push needs to know is worth remembering. */
  widget: Widget;
  dashboard: Dashboard;
  /** Whose right to write was checked, for as long as the target is remembered. */
  writers: WeakSet<Principal>;
}

/** Milliseconds a target is remembered at most; every change of widgets, dashboards and rights forgets all of them. */
const TTL = 1000;
const MAX_TARGETS = 10_000;

/** The hot path: one turn from the decoded body to the group commit when the target is remembered. */
export function createValues(ctx: Context): Values {
  const { store, bus, now } = ctx;
  const targets = createMemo({ ttl: TTL, max: MAX_TARGETS, now }, load);
  bus.on(({ kind }) => {
    if (kind !== 'data') targets.clear();
  });

  async function load(key: string): Promise<Target> {
    if (!isKey(key)) throw notFound('widget', key);
    const { widget, dashboard } = await ctx.livingWidget({ key }, key);
    return { widget: { ...widget, data: null }, dashboard, writers: new WeakSet() };
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
        if (principal.workspaceId !== widget.workspaceId) throw foreign('widget', widgetKey);
        await ctx.require(principal, dashboard, 'write');
        writers.add(principal);
      }
      const at = now();
      const version = await ctx.push({ widgetId: widget.id, data: encoded, at });
      return { widget: { ...widget, data, dataUpdatedAt: at, version }, data, dataUpdatedAt: at, version };
    },

    async setSourceError({ id, dashboardId }, sourceError) {
      await store.widgets.update({ id }, { sourceError });
      await ctx.announce({ kind: 'widget', widgetId: id, dashboardId });
    },
  };
}
