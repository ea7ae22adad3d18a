import { COMMENT, encodeRetry } from './sse.ts';
import { dataFrame, resetEvent, type Ticket, type View } from './state.ts';

/** Streams written to per turn of the event loop, and the ms after which a turn ends early. */
const SLICE = 250;
const SLICE_TIME = 4;
/** Bytes buffered for all slow readers together; beyond that, the one that is behind longest is disconnected. */
const BACKLOG = 32 * 1024 * 1024;
/** ms after which a slow reader is disconnected. */
const PATIENCE = 30_000;

/** Work on many streams, done in slices. */
interface Job {
  targets: Iterator<Ticket>;
  each: (ticket: Ticket) => void;
  done?: () => void;
}

export interface FanoutStats {
  /** Events written, to all streams together. */
  sent: number;
  /** Streams that are behind now. */
  lagging: number;
  /** Readers disconnected because they stayed behind. */
  dropped: number;
}

export interface FanoutDeps {
  /** The tickets whose stream is open. */
  open: ReadonlySet<Ticket>;
  currentSeq: () => number;
  /** ms, monotonic */
  now: () => number;
}

export interface Fanout {
  readonly stats: FanoutStats;
  /** Schedules writing the view's outbox to its streams. */
  schedule(view: View): void;
  /** Writes everything in its view after `ticket.sent`. */
  catchUp(ticket: Ticket): void;
  /** Removes a closed stream. */
  forget(ticket: Ticket): void;
  heartbeat(): void;
  /** Disconnects readers that have been behind too long. */
  dropLaggards(): void;
  /** Ends all streams, each with a different reconnect delay so that not all come back at once. */
  close(): Promise<void>;
}

/**
 * Writes events to the sockets of streams: one buffer for all viewers of a view, a slice of them per turn of the event
 * loop, each stream's events in the order of their ids. A reader whose socket is full is left alone until it has drained,
 * and then gets the latest state of each widget instead of what it missed.
 *
 * The HTTP response is bypassed because it holds each write back until the turn is over, which makes slices longer and
 * broadcasts slower.
 */
export function createFanout({ open, currentSeq, now }: FanoutDeps): Fanout {
  const jobs = new Set<Job>();
  const laggards = new Set<Ticket>();
  /** Buffers that slow readers wait for, with the number of readers: sockets share a buffer, so it is in memory once. */
  const held = new Map<Buffer, number>();
  const stats = { sent: 0, lagging: 0, dropped: 0 };
  let backlog = 0;
  let running = false;

  function enqueue(job: Job): void {
    jobs.add(job);
    if (running) return;
    running = true;
    setImmediate(turn);
  }

  function turn(): void {
    const end = now() + SLICE_TIME;
    let left = SLICE;
    for (const job of jobs) {
      for (let next = job.targets.next(); ; next = job.targets.next()) {
        if (next.done) break;
        job.each(next.value);
        if (--left > 0 && now() < end) continue;
        jobs.delete(job);
        jobs.add(job);
        return void setImmediate(turn);
      }
      jobs.delete(job);
      job.done?.();
    }
    running = false;
  }

  /** The job takes what is in the outbox when it runs: under load, more events go into one write. */
  function jobOf(view: View): Job {
    let batch: ReturnType<typeof take> | null = null;
    return {
      targets: view.streams.values(),
      each(ticket) {
        batch ??= take(view);
        deliver(ticket, batch);
      },
      done() {
        batch ??= take(view);
        view.outbox.scheduled = false;
        if (view.outbox.channels.size + view.outbox.events.length > 0) schedule(view);
      },
    };
  }

  function take({ outbox, over }: View) {
    const events = [...outbox.events, ...[...outbox.channels].map((it) => ({ seq: it.seq, bytes: dataFrame(it) }))];
    outbox.events = [];
    outbox.channels.clear();
    events.sort((a, b) => a.seq - b.seq);
    const [first, last] = [events[0], events.at(-1)];
    const bytes = first && first === last ? first.bytes : Buffer.concat(events.map((it) => it.bytes));
    return { bytes, first: first?.seq ?? 0, last: last?.seq ?? 0, count: events.length, over };
  }

  function deliver(ticket: Ticket, batch: ReturnType<typeof take>): void {
    const { socket } = ticket;
    if (!socket) return;
    if (batch.over) {
      end(ticket, batch.bytes);
    } else if (!ticket.behind && ticket.sent < batch.last) {
      if (ticket.sent >= batch.first) catchUp(ticket);
      else {
        ticket.sent = batch.last;
        stats.sent += batch.count;
        if (!socket.write(batch.bytes)) lag(ticket, [batch.bytes]);
      }
    }
  }

  function catchUp(ticket: Ticket): void {
    const { socket, view } = ticket;
    if (!socket) return;
    const seq = currentSeq();
    if (view.changedSeq > ticket.sent) {
      ticket.sent = seq;
      const bytes = resetEvent(seq);
      if (!socket.write(bytes)) lag(ticket, [bytes]);
      return;
    }
    const due = [...view.channels].filter((it) => it.seq > ticket.sent).sort((a, b) => a.seq - b.seq);
    const written: Buffer[] = [];
    socket.cork();
    for (const channel of due) {
      const frame = dataFrame(channel);
      ticket.sent = channel.seq;
      stats.sent++;
      written.push(frame);
      if (!socket.write(frame)) {
        lag(ticket, written);
        break;
      }
    }
    socket.uncork();
    if (!ticket.behind) ticket.sent = seq;
  }

  function lag(ticket: Ticket, waits: readonly Buffer[]): void {
    const { socket } = ticket;
    if (!socket || ticket.behind) return;
    ticket.behind = { waits, since: now() };
    laggards.add(ticket);
    for (const buffer of waits) hold(buffer);
    socket.once('drain', () => {
      if (ticket.socket !== socket) return;
      forget(ticket);
      catchUp(ticket);
    });
    for (const oldest of laggards) {
      if (backlog <= BACKLOG) break;
      drop(oldest);
    }
  }

  function forget(ticket: Ticket): void {
    if (!ticket.behind) return;
    for (const buffer of ticket.behind.waits) letGo(buffer);
    ticket.behind = null;
    laggards.delete(ticket);
  }

  function hold(buffer: Buffer): void {
    const count = held.get(buffer) ?? 0;
    held.set(buffer, count + 1);
    if (count === 0) backlog += buffer.length;
  }

  function letGo(buffer: Buffer): void {
    const count = held.get(buffer) ?? 0;
    if (count > 1) return void held.set(buffer, count - 1);
    held.delete(buffer);
    backlog -= buffer.length;
  }

  /** Slow readers are disconnected at once: they would get the last event too late or never. */
  function end({ socket, behind }: Ticket, lastWords: Buffer): void {
    if (behind) return void socket?.destroy();
    socket?.write(lastWords);
    socket?.destroySoon();
  }

  function drop(ticket: Ticket): void {
    stats.dropped++;
    forget(ticket);
    ticket.socket?.destroy();
  }

  function schedule(view: View): void {
    if (view.outbox.scheduled) return;
    view.outbox.scheduled = true;
    enqueue(jobOf(view));
  }

  return {
    get stats() {
      return { ...stats, lagging: laggards.size };
    },
    schedule,
    catchUp,
    forget,
    heartbeat() {
      enqueue({
        targets: open.values(),
        each: (ticket) => void (ticket.behind || (ticket.socket?.write(COMMENT) ?? true) || lag(ticket, [COMMENT])),
      });
    },
    dropLaggards() {
      const since = now() - PATIENCE;
      for (const ticket of laggards) if (ticket.behind && ticket.behind.since < since) drop(ticket);
    },
    close: () =>
      new Promise((resolve) =>
        enqueue({
          targets: open.values(),
          each: (ticket) => end(ticket, encodeRetry(500 + Math.random() * 2000)),
          done: resolve,
        }),
      ),
  };
}
