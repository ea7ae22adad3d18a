import type { Socket } from 'node:net';
import type { DataEvent, GoneEvent } from '../../components/model/messages.ts';
import { expiryOf } from '../auth/jwt.ts';
import type { Dashboard, Widget } from '../domain/model.ts';
import { isoTime, liveWidget, PUBLIC_SOURCE_ERROR } from '../domain/widgets/state.ts';
import { hasSource } from '../sources/source-of.ts';
import type { Ask, Denial } from './resolve.ts';
import { encodeEvent } from './sse.ts';

/** One watched widget: its latest state, and the event that tells it. */
export interface Channel {
  readonly widgetId: number;
  readonly workspaceId: number;
  readonly key: string;
  /** When the lookup began that `head` is of (ms, monotonic): clocks of rows differ between nodes, and are put back. */
  headAt: number;
  /** Whether something else than pushes fills it. */
  hasSource: boolean;
  /** Why that failed the last time. */
  sourceError: string | null;
  /** What changes rarely, as the members of a JSON object: key, type, title, config, refresh_interval. */
  head: string;
  version: number;
  /** JSON text. */
  data: string;
  dataUpdatedAt: number | null;
  /** The place of its latest announcement among all events. */
  seq: number;
  /** The latest announcement, encoded when the first viewer needs it. */
  frame: Buffer | null;
  /** Announced less than the coalescing time ago; `pending` when something newer waits for its end. */
  cooling: NodeJS.Timeout | null;
  pending: boolean;
  readonly views: Set<View>;
}

/** An asked entry that is served, by the dashboard that the widget is on now, or the answer to one that is not. */
export type Item = { channel: Channel; dashboardId: number; token: string | undefined } | { denial: Denial };
export type Board = { dashboardId: number; key: string; json: string; members: Channel[] } | { denial: Denial };

/** What one kind of reader sees of what was asked. Everybody who asks the same by the same right shares it. */
export interface View {
  /** The ask as text: equal asks share a view. */
  readonly key: string;
  readonly ask: Ask;
  items: Item[];
  boards: Board[];
  /** Those asked for by name, then those of the dashboards. */
  channels: Set<Channel>;
  /** Dashboards whose coming and going of widgets it has to follow, and those that lend a single widget. */
  boardIds: Set<number>;
  lenderIds: Set<number>;
  /** The place of the latest event that is not about data: whoever missed it has to ask again. */
  changedSeq: number;
  /** When it was last looked up (ms, monotonic); `null` before the first time. */
  checkedAt: number | null;
  /** When its signed tokens run out (milliseconds since 1970), the first one first, and what looks then. */
  readonly tokenExpiries: readonly number[];
  expiryTimer: NodeJS.Timeout | null;
  /** Something changed since it was last looked up. */
  stale: boolean;
  checking: Promise<void> | null;
  /** Everything that was granted has been taken away. */
  over: boolean;
  readonly tickets: Set<Ticket>;
  /** The tickets whose stream is open. */
  readonly streams: Set<Ticket>;
  /** What its streams have not been told yet. */
  readonly outbox: { channels: Set<Channel>; events: { seq: number; bytes: Buffer }[]; scheduled: boolean };
  /** The answer without its stream, and the sum of the versions it was made of. */
  answer: { stamp: number; json: string } | null;
  /** Bytes it is estimated to take. */
  weight: number;
}

/** The right to one stream, and the stream while it is open. */
export interface Ticket {
  readonly id: string;
  readonly view: View;
  /** The place among all events at which the answer was made. */
  readonly start: number;
  /** Everything up to here has been written. */
  sent: number;
  /** Of the open stream; its head has been sent. */
  socket: Socket | null;
  /** Output not yet flushed, and since when (ms, monotonic); nothing more is written until it is. */
  behind: { waits: readonly Buffer[]; since: number } | null;
  /** When it expires unless a stream opens (ms, monotonic). */
  expiresAt: number;
}

/** A channel nobody watches yet, in the state of its row. */
export function createChannel(widget: Widget, dashboard: Dashboard, headAt: number): Channel {
  return {
    widgetId: widget.id,
    workspaceId: widget.workspaceId,
    key: widget.key,
    headAt,
    hasSource: hasSource(widget),
    sourceError: widget.sourceError,
    head: headOf(widget, dashboard),
    version: widget.version,
    data: JSON.stringify(widget.data),
    dataUpdatedAt: widget.dataUpdatedAt,
    seq: 0,
    frame: null,
    cooling: null,
    pending: false,
    views: new Set(),
  };
}

/** A view that has not been looked up yet. */
export function newView(key: string, ask: Ask): View {
  return {
    key,
    ask,
    items: [],
    boards: [],
    channels: new Set(),
    boardIds: new Set(),
    lenderIds: new Set(),
    changedSeq: 0,
    checkedAt: null,
    tokenExpiries: expiriesOf(ask),
    expiryTimer: null,
    stale: false,
    checking: null,
    over: false,
    tickets: new Set(),
    streams: new Set(),
    outbox: { channels: new Set(), events: [], scheduled: false },
    answer: null,
    weight: 0,
  };
}

const expiriesOf = ({ widgets, dashboards }: Ask): number[] =>
  [...widgets, ...dashboards]
    .map((entry) => (entry && 'token' in entry ? expiryOf(entry.token) : undefined))
    .filter((end) => end !== undefined)
    .sort((a, b) => a - b);

/** `"key":…,"type":…,"title":…,"config":…,"refresh_interval":…` */
export function headOf(widget: Widget, dashboard: Pick<Dashboard, 'refreshInterval'>): string {
  const { key, type, title, config, refresh_interval } = liveWidget(widget, dashboard);
  return JSON.stringify({ key, type, title, config, refresh_interval }).slice(1, -1);
}

/** `"version":…,"data":…,"data_updated_at":…`, without parsing the data again. */
const dataOf = ({ version, data, dataUpdatedAt }: Channel): string =>
  `"version":${version},"data":${data},"data_updated_at":${dataUpdatedAt === null ? 'null' : `"${isoTime(dataUpdatedAt)}"`}`;

/** A `LiveWidget` as JSON. */
export const widgetJson = (channel: Channel, token: string | undefined): string =>
  `{${token === undefined ? '' : `"token":${JSON.stringify(token)},`}${channel.head},${dataOf(channel)}${
    channel.sourceError === null ? '' : `,${sourceErrorOf(channel)}`
  },"error":null}`;

/** The `data` event with the channel's latest state. */
export function dataFrame(channel: Channel): Buffer {
  const json: JsonOf<DataEvent> = `{"key":"${channel.key}",${dataOf(channel)}}`;
  return (channel.frame ??= encodeEvent('data', channel.seq, json));
}

const sourceErrorOf = ({ sourceError }: Channel): string =>
  `"source_error":${JSON.stringify(sourceError === null ? null : PUBLIC_SOURCE_ERROR)}`;

/** The `widget` event with everything about the channel, also that an error is gone. */
export const widgetEvent = (channel: Channel, seq: number): Buffer =>
  encodeEvent('widget', seq, `{${channel.head},${dataOf(channel)},${sourceErrorOf(channel)}}`);

/** The event for an entry that is no longer served. */
export const goneEvent = (event: GoneEvent, seq: number): Buffer => encodeEvent('gone', seq, JSON.stringify(event));

/** The event that tells the page to ask again. */
export const resetEvent = (seq: number): Buffer => encodeEvent('reset', seq, '{}');

/** JSON text of a `T`. */
type JsonOf<T> = string & { readonly _of?: T };
