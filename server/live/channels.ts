import type { Logger } from 'pino';
import type { Change } from '../domain/bus.ts';
import type { Dashboard, Widget } from '../domain/model.ts';
import type { Table } from '../domain/ports.ts';
import { isCumulative } from '../domain/widgets/drawn-data.ts';
import type { Described } from '../domain/widgets/state.ts';
import { hasSource } from '../sources/source-of.ts';
import type { Looked } from './resolve.ts';
import { type Channel, createChannel, headOf } from './state.ts';

/** Minimum ms between two events of one widget; the latest state is always sent. */
const COALESCE = 100;
/** Widgets read in one query: each may hold a megabyte. */
const BATCH = 50;
const STATE = ['id', 'version', 'data', 'dataUpdatedAt'] as const;
/** Pause between two rounds of reading what other processes changed, and after a failed one; ms. */
const READ_PAUSE = 50;
const RETRY_PAUSE = 1000;
/** Most versions remembered of widgets that changed while nobody watched them. */
const RECENT = 10_000;

export interface ChannelsDeps {
  widgets: Pick<Table<Widget>, 'list'>;
  log: Logger;
  nextSeq: () => number;
  /** Called when the channel has a new event (a new seq). */
  onData: (channel: Channel) => void;
  /** Called when title, type or config changed. */
  onHead: (channel: Channel) => void;
}

export interface Channels {
  readonly size: number;
  get(widgetId: number): Channel | undefined;
  /** Widgets with their data, except for those whose channels have it already. */
  withData(widgets: readonly Described[]): Promise<Looked[]>;
  /** The widget's channel, updated from the row if that is newer; `asOf` is when its lookup began. */
  adopt(widget: Looked, dashboard: Dashboard, asOf: number): Channel;
  change(change: Change & { kind: 'data' }): void;
  /** Compares all watched widgets with the store. */
  recheck(): void;
  /** Forgets it once nobody watches. */
  release(channel: Channel): void;
  /** Stops reading; resolves when pending reads have ended. */
  close(): Promise<void>;
}

/** The watched widgets and their latest values. */
export function createChannels({ widgets, log, nextSeq, onData, onHead }: ChannelsDeps): Channels {
  const channels = new Map<number, Channel>();
  const recent = new Map<number, number>();
  const unread = new Set<number>();
  let reading: NodeJS.Timeout | null = null;
  let round: Promise<void> = Promise.resolve();
  let closed = false;

  function take(channel: Channel, version: number, data: string, at: number | null): void {
    if (version <= channel.version) return;
    Object.assign(channel, { version, data, dataUpdatedAt: at });
    if (channel.cooling) channel.pending = true;
    else announce(channel);
  }

  function announce(channel: Channel): void {
    channel.pending = false;
    channel.seq = nextSeq();
    channel.frame = null;
    channel.cooling = setTimeout(cool, COALESCE, channel);
    onData(channel);
  }

  function cool(channel: Channel): void {
    channel.cooling = null;
    if (channel.pending) announce(channel);
  }

  /** A change may arrive while the row is being read for a first viewer: then the row is read again. */
  function remember(widgetId: number, version: number): void {
    const latest = Math.max(version, recent.get(widgetId) ?? 0);
    recent.delete(widgetId);
    recent.set(widgetId, latest);
    if (recent.size > RECENT) for (const oldest of recent.keys()) return void recent.delete(oldest);
  }

  function read(widgetId: number): void {
    unread.add(widgetId);
    if (!closed) reading ??= setTimeout(startRound, 0);
  }

  function startRound(): void {
    round = readAll();
  }

  async function readAll(): Promise<void> {
    let pause = READ_PAUSE;
    const ids = [...unread].filter((id) => channels.has(id));
    unread.clear();
    for (let start = 0; start < ids.length; start += BATCH) {
      const batch = ids.slice(start, start + BATCH);
      try {
        for (const row of await widgets.list({ id: batch, deletedAt: null }, { columns: STATE })) {
          const channel = channels.get(row.id);
          if (channel) take(channel, row.version, JSON.stringify(row.data), row.dataUpdatedAt);
        }
      } catch (error) {
        log.warn({ err: error }, 'watched widgets cannot be read; trying again');
        for (const id of ids.slice(start)) unread.add(id);
        pause = RETRY_PAUSE;
        break;
      }
    }
    reading = closed ? null : setTimeout(rest, pause);
  }

  function rest(): void {
    reading = null;
    if (unread.size > 0) startRound();
  }

  return {
    get size() {
      return channels.size;
    },
    get: (widgetId) => channels.get(widgetId),
    async withData(rows) {
      const ids = rows.filter(({ id, version }) => (channels.get(id)?.version ?? -1) < version).map(({ id }) => id);
      if (ids.length === 0) return [...rows];
      const states = new Map((await widgets.list({ id: ids }, { columns: STATE })).map((state) => [state.id, state]));
      return rows.map((row) => ({ ...row, ...states.get(row.id) }));
    },
    adopt(widget, dashboard, asOf) {
      const known = channels.get(widget.id);
      if (known) {
        if (widget.version > known.version) {
          if (widget.data === undefined) read(widget.id);
          else take(known, widget.version, JSON.stringify(widget.data), widget.dataUpdatedAt);
        }
        if (asOf < known.headAt) return known;
        const { head: before, isCumulative: wasCumulative, sourceError: trouble } = known;
        const { sourceError } = widget;
        Object.assign(known, {
          head: headOf(widget, dashboard),
          headAt: asOf,
          isCumulative: isCumulative(widget),
          sourceError,
          hasSource: hasSource(widget),
        });
        const isRedrawn = known.isCumulative !== wasCumulative;
        if (isRedrawn || known.head !== before || sourceError !== trouble) onHead(known);
        return known;
      }
      const channel = createChannel(widget, dashboard, asOf);
      channels.set(widget.id, channel);
      if ((recent.get(widget.id) ?? 0) > widget.version) read(widget.id);
      return channel;
    },
    change({ widgetId, version, data, dataUpdatedAt }) {
      remember(widgetId, version);
      const channel = channels.get(widgetId);
      if (!channel || version <= channel.version) return;
      if (data === undefined) read(widgetId);
      else take(channel, version, data, dataUpdatedAt ?? Date.now());
    },
    recheck() {
      for (const id of channels.keys()) read(id);
    },
    release(channel) {
      if (channel.views.size > 0) return;
      channels.delete(channel.widgetId);
      remember(channel.widgetId, channel.version);
      if (channel.cooling) clearTimeout(channel.cooling);
    },
    async close() {
      closed = true;
      if (reading) clearTimeout(reading);
      for (const { cooling } of channels.values()) if (cooling) clearTimeout(cooling);
      await round;
    },
  };
}
