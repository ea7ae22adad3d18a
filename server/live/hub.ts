import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { Bus } from '../domain/bus.ts';
import { DomainError } from '../domain/errors.ts';
import type { Widget } from '../domain/model.ts';
import type { ChangeFeed, Table } from '../domain/ports.ts';
import type { Sources } from '../sources/index.ts';
import { answerOf } from './answer.ts';
import { createChannels } from './channels.ts';
import type { Differences } from './differences.ts';
import { createFanout, type FanoutStats } from './fanout.ts';
import { relayChanges } from './relay.ts';
import type { Ask, ResolverDomain } from './resolve.ts';
import { encodeRetry, STREAM_HEADERS } from './sse.ts';
import { type Channel, goneEvent, resetEvent, type Ticket, type View, widgetEvent } from './state.ts';
import { createTickets, OPEN_WITHIN } from './tickets.ts';
import { createViews } from './views.ts';

/** Most open streams, in total and per client: an office behind one address has many screens. */
const MAX_STREAMS = 20_000;
const PER_CLIENT = 2000;
/** Bytes all views together may take. */
const MAX_WEIGHT = 64 * 1024 * 1024;
/** ms between two keep-alive comments. */
const HEARTBEAT = 20_000;
/** ms between two checks for expired tickets, and between two checks of rights that expire by themselves. */
const SWEEP = 5000;
const RIGHTS = 30_000;

export interface HubDeps {
  domain: ResolverDomain;
  store: { widgets: Pick<Table<Widget>, 'list'>; feed: ChangeFeed };
  bus: Bus;
  log: Logger;
  /** Is told which widgets with a source are being viewed. */
  sources?: Pick<Sources, 'watch'>;
  /** Streams one client may have open. */
  perClient?: number;
}

export interface HubStats extends FanoutStats {
  /** Open streams: one per page. */
  viewers: number;
  /** Streams open or expected. */
  tickets: number;
  /** Different sets of widgets watched. */
  views: number;
  /** Widgets that somebody watches. */
  channels: number;
  /** Estimated bytes of everything that is watched. */
  weight: number;
}

/** Keeps track of who watches what, and sends changes to everybody who watches. */
export interface Hub {
  /**
   * Everything a page asks for, and a ticket to follow its changes with.
   * @returns a `LiveAnswer` as JSON
   * @throws DomainError `unavailable` when it is closing, full, or the database does not answer
   */
  ask(ask: Ask): Promise<string>;
  /**
   * Makes the response the ticket's stream, from `lastEventId` on (from the answer on when that is `null`).
   * An id from the future counts as 0: the latest state of everything is sent.
   * @param from identifies the client, so that none takes all streams; empty when unknown
   */
  open(id: string, response: ServerResponse, lastEventId: number | null, from?: string): 'open' | 'unknown' | 'full';
  stats(): HubStats;
  /** Ends every stream with a reconnect delay, and stops listening for changes. */
  close(): Promise<void>;
}

export function createHub({ domain, store, bus, log, sources, perClient = PER_CLIENT }: HubDeps): Hub {
  /** Grows across restarts too, so that an id from an earlier run is never from the future. */
  let seq = Date.now() * 1000;
  let closing = false;
  const now = () => performance.now();
  const nextSeq = () => ++seq;
  /** How many streams each client has open. */
  const streamsOf = new Map<string, number>();

  const tickets = createTickets(now, (view) => views.release(view));
  const fanout = createFanout({ open: tickets.open, currentSeq: () => seq, now });
  const channels = createChannels({ widgets: store.widgets, log, nextSeq, onData, onHead });
  const views = createViews({ domain, channels, log, now, onDifference });

  const off = bus.on((change) => {
    if (change.kind === 'data') return channels.change(change);
    if (change.kind === 'gap') channels.recheck();
    views.change(change);
  });
  const stopRelay = relayChanges(store.feed, bus, log);
  const timers = [
    setInterval(() => fanout.heartbeat(), HEARTBEAT),
    setInterval(() => views.recheckRights(), RIGHTS),
    setInterval(() => {
      fanout.dropLaggards();
      tickets.sweep();
      views.sweep();
    }, SWEEP),
  ];
  for (const timer of timers) timer.unref();

  /** Has the sources filled once for an ask, and again and again while a stream is open. */
  function watchSources(view: View): void {
    const fed = [...view.channels].filter((channel) => channel.hasSource);
    const widgets = fed.map(({ widgetId: id, workspaceId }) => ({ id, workspaceId }));
    if (fed.length > 0) sources?.watch(widgets, isWatched);
  }

  function isWatched(widgetId: number): boolean {
    for (const { streams } of channels.get(widgetId)?.views ?? []) if (streams.size > 0) return true;
    return false;
  }

  function onData(channel: Channel): void {
    for (const view of channel.views) {
      if (view.streams.size === 0) continue;
      view.outbox.channels.add(channel);
      fanout.schedule(view);
    }
  }

  function onHead(channel: Channel): void {
    const at = nextSeq();
    const bytes = widgetEvent(channel, at);
    for (const view of channel.views) {
      view.answer = null;
      tell(view, at, bytes);
    }
  }

  function onDifference(view: View, { gone, reset, over }: Differences): void {
    for (const event of gone) {
      const at = nextSeq();
      tell(view, at, goneEvent(event, at));
    }
    if (over) {
      view.over = true;
      fanout.schedule(view);
      for (const ticket of view.tickets) tickets.drop(ticket);
    } else if (reset) {
      const at = nextSeq();
      tell(view, at, resetEvent(at));
    }
  }

  function tell(view: View, at: number, bytes: Buffer): void {
    view.changedSeq = at;
    if (view.streams.size === 0) return;
    view.outbox.events.push({ seq: at, bytes });
    fanout.schedule(view);
  }

  function closed(ticket: Ticket, socket: Socket): void {
    if (ticket.socket !== socket) return;
    fanout.forget(ticket);
    ticket.socket = null;
    tickets.closed(ticket);
  }

  return {
    async ask(ask) {
      if (closing) throw new DomainError('unavailable', 'The server is restarting.', { retryAfter: 1 });
      const view = await views.at(ask);
      // Its own ticket is dropped last to make room: until then it keeps the view from being forgotten.
      const { id } = tickets.issue(view, seq);
      while (views.weight > MAX_WEIGHT && tickets.dropOldest());
      if (view.over)
        throw new DomainError(
          'unavailable',
          'Too many widgets and dashboards are being watched. Try again in a moment.',
          { retryAfter: 10 },
        );
      watchSources(view);
      const answer = answerOf(view);
      views.weigh(view);
      return `{"stream":"/live/${id}","expires_in":${OPEN_WITHIN},${answer}}`;
    },
    open(id, response, lastEventId, from = '') {
      const ticket = tickets.get(id);
      const { socket } = response;
      if (!ticket || !socket) return 'unknown';
      const count = streamsOf.get(from) ?? 0;
      const isFull = tickets.open.size >= MAX_STREAMS || (from !== '' && count >= perClient);
      // A stream that replaces the ticket's own, whose connection may be dead, does not count as another.
      if (closing || (isFull && !ticket.socket)) return 'full';
      const former = ticket.socket;
      if (former) {
        closed(ticket, former);
        former.destroy();
      }
      const seen = lastEventId ?? ticket.start;
      ticket.sent = seen <= ticket.sent ? seen : 0;
      ticket.socket = socket;
      tickets.opened(ticket);
      watchSources(ticket.view);
      streamsOf.set(from, count + 1);
      response.on('close', () => {
        const left = (streamsOf.get(from) ?? 1) - 1;
        if (left > 0) streamsOf.set(from, left);
        else streamsOf.delete(from);
        closed(ticket, socket);
      });
      socket.setNoDelay(true);
      // The body ends with the connection: then an event is the same bytes for everybody, without chunks around it.
      response.removeHeader('transfer-encoding');
      response.writeHead(200, STREAM_HEADERS);
      response.write(encodeRetry(1000 + Math.random() * 2000));
      fanout.catchUp(ticket);
      return 'open';
    },
    stats: () => ({
      ...fanout.stats,
      viewers: tickets.open.size,
      tickets: tickets.size,
      views: views.size,
      channels: channels.size,
      weight: views.weight,
    }),
    async close() {
      closing = true;
      for (const timer of timers) clearInterval(timer);
      off();
      const lookups = Promise.all([views.close(), channels.close()]);
      await fanout.close();
      await lookups;
      await stopRelay();
    },
  };
}
