import type { Socket } from 'node:net';
import type { GoneEvent, LiveEntry } from '../../components/model/messages.ts';
import { expiryOf } from '../auth/jwt.ts';
import type { Dashboard } from '../domain/model.ts';
import { isCumulative, summed } from '../domain/widgets/drawn-data.ts';
import { isoTime, liveHead, PUBLIC_SOURCE_ERROR } from '../domain/widgets/state.ts';
import { hasSource } from '../sources/source-of.ts';
import type { Ask, Denial, Looked } from './resolve.ts';
import { encodeEvent } from './sse.ts';

/** One watched widget: its latest state, and the event that announces it. */
export interface Channel {
  readonly widgetId: number;
  readonly workspaceId: number;
  readonly key: string;
  /** When the lookup of `head` began (ms, monotonic): the times in rows come from clocks that differ or are set back. */
  headAt: number;
  /** Whether it has a source, in addition to pushes. */
  hasSource: boolean;
  /** The error of the latest refresh, if it failed. */
  sourceError: string | null;
  /** The members that rarely change, as JSON text without braces: key, type, title, config, refresh_interval. */
  head: string;
  /** Whether running sums of its data are sent. */
  isCumulative: boolean;
  version: number;
  /** JSON text, as it is stored. */
  data: string;
  dataUpdatedAt: number | null;
  /** The sequence number of its latest event. */
  seq: number;
  /** The latest event, encoded when the first viewer needs it. */
  frame: Buffer | null;
  /** Runs for the coalescing time after an event; `pending` when a newer state waits for its end. */
  cooling: NodeJS.Timeout | null;
  pending: boolean;
  readonly views: Set<View>;
}

/** An entry that is served, with the dashboard its widget is on now, or the denial of one that is not. */
export type Item = { channel: Channel; dashboardId: number; token: string | undefined } | { denial: Denial };
export type Board = { dashboardId: number; key: string; json: string; members: Channel[] } | { denial: Denial };

/** The result of an ask, kept up to date. Shared by all readers who ask for the same with the same credentials. */
export interface View {
  /** The ask as text. */
  readonly key: string;
  readonly ask: Ask;
  items: Item[];
  boards: Board[];
  /** Widgets asked for individually, then those of the dashboards. */
  channels: Set<Channel>;
  /** Dashboards shown as a whole, whose widgets may come and go. */
  boardIds: Set<number>;
  /** Dashboards of the widgets that were asked for individually. */
  widgetBoardIds: Set<number>;
  /** The sequence number of the latest event that is not about data: a reader who missed it has to ask again. */
  changedSeq: number;
  /** When it was last checked (ms, monotonic); `null` before the first time. */
  checkedAt: number | null;
  /** When its signed tokens expire (milliseconds since 1970), in order, and the timer that checks then. */
  readonly tokenExpiries: readonly number[];
  expiryTimer: NodeJS.Timeout | null;
  /** Something changed since the last check. */
  stale: boolean;
  checking: Promise<void> | null;
  /** Nothing of what was served may be read any more. */
  over: boolean;
  readonly tickets: Set<Ticket>;
  /** The tickets whose stream is open. */
  readonly streams: Set<Ticket>;
  /** What has not been written to its streams yet. */
  readonly outbox: { channels: Set<Channel>; events: { seq: number; bytes: Buffer }[]; scheduled: boolean };
  /** The cached answer without its stream, and the sum of the versions it was made from. */
  answer: { stamp: number; json: string } | null;
  /** Estimated bytes of memory. */
  weight: number;
}

/** The right to one stream, and the stream while it is open. */
export interface Ticket {
  readonly id: string;
  readonly view: View;
  /** The sequence number at which the answer was made. */
  readonly start: number;
  /** The sequence number up to which everything has been written. */
  sent: number;
  /** The socket of the open stream, after the response headers have been sent. */
  socket: Socket | null;
  /** Output that is not flushed yet, and since when (ms, monotonic); until then nothing more is written. */
  behind: { waits: readonly Buffer[]; since: number } | null;
  /** When it expires unless a stream opens (ms, monotonic). */
  expiresAt: number;
}

/** A channel in the state of its row, without viewers. */
export function createChannel(widget: Looked, dashboard: Dashboard, headAt: number): Channel {
  return {
    widgetId: widget.id,
    workspaceId: widget.workspaceId,
    key: widget.key,
    headAt,
    hasSource: hasSource(widget),
    sourceError: widget.sourceError,
    head: headOf(widget, dashboard),
    isCumulative: isCumulative(widget),
    version: widget.version,
    data: JSON.stringify(widget.data ?? null),
    dataUpdatedAt: widget.dataUpdatedAt,
    seq: 0,
    frame: null,
    cooling: null,
    pending: false,
    views: new Set(),
  };
}

/** A view that has not been checked yet. */
export function newView(key: string, ask: Ask): View {
  return {
    key,
    ask,
    items: [],
    boards: [],
    channels: new Set(),
    boardIds: new Set(),
    widgetBoardIds: new Set(),
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
export const headOf = (widget: Looked, dashboard: Pick<Dashboard, 'refreshInterval'>): string =>
  JSON.stringify(liveHead(widget, dashboard)).slice(1, -1);

/** `"version":…,"data":…,"data_updated_at":…`, parsing the data again only where something else is drawn, and once. */
const dataOf = (channel: Channel): string => {
  const { version, isCumulative, data, dataUpdatedAt } = channel;
  return `"version":${version},"data":${isCumulative && data !== 'null' ? sumsOf(channel) : data},"data_updated_at":${dataUpdatedAt === null ? 'null' : `"${isoTime(dataUpdatedAt)}"`}`;
};

/** Running sums as JSON text, with the data they are of: a request can name a widget a thousand times. */
const sums = new WeakMap<Channel, { of: string; text: string }>();

function sumsOf(channel: Channel): string {
  const { data } = channel;
  const known = sums.get(channel);
  if (known?.of === data) return known.text;
  const text = JSON.stringify(summed(JSON.parse(data)));
  sums.set(channel, { of: data, text });
  return text;
}

/** A `LiveWidget` as JSON. */
export const widgetJson = (channel: Channel, token: string | undefined): string =>
  `{${token === undefined ? '' : `"token":${JSON.stringify(token)},`}${channel.head},${dataOf(channel)}${
    channel.sourceError === null ? '' : `,${sourceErrorOf(channel)}`
  },"error":null}`;

/** The `data` event (a `DataEvent`) with the channel's latest state. */
export function dataFrame(channel: Channel): Buffer {
  return (channel.frame ??= encodeEvent('data', channel.seq, `{"key":"${channel.key}",${dataOf(channel)}}`));
}

const sourceErrorOf = ({ sourceError }: Channel): string =>
  `"source_error":${JSON.stringify(sourceError === null ? null : PUBLIC_SOURCE_ERROR)}`;

/** The `widget` event with everything about the channel, including an error that is over (`null`). */
export const widgetEvent = (channel: Channel, seq: number): Buffer =>
  encodeEvent('widget', seq, `{${channel.head},${dataOf(channel)},${sourceErrorOf(channel)}}`);

/** The event for an entry that is no longer served. */
export const goneEvent = (event: GoneEvent, seq: number): Buffer => encodeEvent('gone', seq, JSON.stringify(event));

/** The event that tells the page to ask again. */
export const resetEvent = (seq: number): Buffer => encodeEvent('reset', seq, '{}');

export const tokenOf = (entry: LiveEntry | null | undefined): string | undefined =>
  entry && 'token' in entry ? entry.token : undefined;

/** Whether something other than being public lets it read, or keeps it from reading. */
export const isGuarded = (view: View): boolean =>
  view.ask.credential !== null ||
  [...view.ask.widgets, ...view.ask.dashboards].some((entry) => tokenOf(entry) !== undefined) ||
  isDenied(view);

export const isDenied = (view: View): boolean => [...view.items, ...view.boards].some((it) => 'denial' in it);
