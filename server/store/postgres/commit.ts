import type { Commit } from '../engine.ts';
import { repeatedly } from './errors.ts';
import { CHANNEL } from './feed.ts';
import type { Pool } from './pool.ts';

/** Widgets per notification: with 16 digits for each id and version, this stays below the limit of 8,000 bytes. */
const TOLD_AT_ONCE = 150;

/**
 * The whole group commit as one statement: one round trip and one transaction. Rows are locked in the order of their
 * ids, so that two nodes never deadlock. Other nodes are notified when, and only when, it commits.
 */
const TEXT = `
with input as (
  select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $12::bigint[])
    as t (id, data, at, pushes, version)
), locked as materialized (
  select widgets.id from widgets join input on input.id = widgets.id
  where widgets.id = any($1::bigint[]) and deleted_at is null
    and (input.version is null or input.version = widgets.version)
  order by widgets.id for no key update of widgets
), changed as (
  update widgets set data = input.data, data_updated_at = input.at, version = widgets.version + input.pushes
  from input join locked on locked.id = input.id
  where widgets.id = input.id
  returning widgets.id, widgets.version
), appended as (
  insert into samples (series_id, at, value)
  select series_id, at, value
  from unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::text[])
    with ordinality as t (widget_id, series_id, at, value, place)
  where widget_id in (select id from changed)
  order by place
), touched as (
  update api_keys set last_used_at = t.at
  from unnest($9::bigint[], $10::bigint[]) as t (id, at)
  where api_keys.id = t.id and (last_used_at is null or last_used_at < t.at)
), told as (
  select pg_notify('${CHANNEL}', json_build_object('node', $11::text, 'data', json_agg(json_build_array(id, version)))::text)
  from (select id, version, row_number() over (order by id) / ${TOLD_AT_ONCE} as part from changed) as numbered
  group by part
)
select id, version, (select count(*) from told) as told from changed`;

export function createCommit(pool: Pool, nodeId: string): (commit: Commit) => Promise<Map<number, number>> {
  const attempt = async ({ updates, samples, touches }: Commit) => {
    const values = [
      updates.map(({ widgetId }) => widgetId),
      updates.map(({ data }) => data),
      updates.map(({ at }) => at),
      updates.map(({ pushes }) => pushes),
      samples.map(({ widgetId }) => widgetId),
      samples.map(({ seriesId }) => seriesId),
      samples.map(({ at }) => at),
      samples.map(({ value }) => value),
      touches.map(({ keyId }) => keyId),
      touches.map(({ at }) => at),
      nodeId,
      updates.map(({ version }) => version),
    ];
    const client = await pool.connect();
    try {
      const { rows } = await client.query<{ id: number; version: number }>(TEXT, values);
      return new Map(rows.map(({ id, version }) => [id, version]));
    } finally {
      client.release();
    }
  };

  return (commit) => repeatedly(() => attempt(commit));
}
