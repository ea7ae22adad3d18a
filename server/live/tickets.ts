import { randomBytes } from 'node:crypto';
import type { Ticket, View } from './state.ts';

/** Seconds within which a stream must be opened, and within which a broken one can be resumed. */
export const OPEN_WITHIN = 60;
const RESUME_WITHIN = 120;
/** Most tickets without a stream; beyond that, the oldest are dropped. */
const MAX_IDLE = 20_000;

export interface Tickets {
  readonly size: number;
  /** Tickets whose stream is open. */
  readonly open: ReadonlySet<Ticket>;
  get(id: string): Ticket | undefined;
  issue(view: View, seq: number): Ticket;
  /** Its stream was opened. */
  opened(ticket: Ticket): void;
  /** Its stream was closed; it can be resumed for a while. */
  closed(ticket: Ticket): void;
  drop(ticket: Ticket): void;
  /** Drops expired tickets. */
  sweep(): void;
  /**
   * Drops the ticket that has been without a stream longest, from the larger group of those never opened and those
   * broken: flooding one group does not affect the other. @returns whether there was one
   */
  dropOldest(): boolean;
}

/** The rights to open a stream: unguessable, short-lived, and limited in number. */
export function createTickets(now: () => number, onDrop: (view: View) => void): Tickets {
  const all = new Map<string, Ticket>();
  const open = new Set<Ticket>();
  /** Both in order of expiry. */
  const unopened = new Set<Ticket>();
  const broken = new Set<Ticket>();

  function drop(ticket: Ticket): void {
    all.delete(ticket.id);
    unopened.delete(ticket);
    broken.delete(ticket);
    if (ticket.view.tickets.delete(ticket)) onDrop(ticket.view);
  }

  function dropOldest(): boolean {
    const [oldest] = unopened.size > broken.size ? unopened : broken;
    if (oldest) drop(oldest);
    return oldest !== undefined;
  }

  function idle(ticket: Ticket, kind: Set<Ticket>, seconds: number): void {
    ticket.expiresAt = now() + 1000 * seconds;
    kind.add(ticket);
    if (unopened.size + broken.size > MAX_IDLE) dropOldest();
  }

  return {
    open,
    get size() {
      return all.size;
    },
    get: (id) => all.get(id),
    issue(view, seq) {
      const id = randomBytes(16).toString('base64url');
      const ticket: Ticket = { id, view, start: seq, sent: seq, socket: null, behind: null, expiresAt: 0 };
      all.set(id, ticket);
      view.tickets.add(ticket);
      idle(ticket, unopened, OPEN_WITHIN);
      return ticket;
    },
    opened(ticket) {
      unopened.delete(ticket);
      broken.delete(ticket);
      open.add(ticket);
      ticket.view.streams.add(ticket);
    },
    closed(ticket) {
      open.delete(ticket);
      ticket.view.streams.delete(ticket);
      if (all.has(ticket.id)) idle(ticket, broken, RESUME_WITHIN);
    },
    drop,
    sweep() {
      for (const kind of [unopened, broken])
        for (const ticket of kind) {
          if (ticket.expiresAt > now()) break;
          drop(ticket);
        }
    },
    dropOldest,
  };
}
