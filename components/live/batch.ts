import { isServer } from 'lit';
import { load, module } from '../catalog.ts';
import type { LiveAnswer, LiveEntry, LiveRefusal, LiveRequest, LiveState, LiveWidget } from '../model/messages.ts';

/** What an element asks for. */
export interface Asked {
  readonly kind: 'widgets' | 'dashboards';
  readonly key?: string | null | undefined;
  readonly token?: string | null | undefined;
  /** Proof that the password of its token was entered. */
  readonly proof?: string | null | undefined;
  /** Whether it still shows what the server has drawn. */
  readonly isGiven?: unknown;
}

/** An element, as the connection sees it: what it asks for, and where the answer goes. */
export interface Member {
  readonly host: Asked;
  /** The last answer to what it asks for. */
  readonly state?: LiveState | undefined;
  /** The answer to its entry. `widgets` are all that came along, refused ones included. */
  receive(state: LiveState, widgets: readonly LiveState[]): void;
  /** A widget of the page has a newer state; it concerns this member or it does not. */
  change(state: LiveWidget | LiveRefusal): void;
  /** Tells whether new values come in. */
  cut(isCut: boolean): void;
}

/** The members that one request asked for, in the order of the answer. */
export interface Round {
  widgets: Member[];
  dashboards: Member[];
  /** Absent when the request failed. */
  answer?: LiveAnswer;
}

/** By how many milliseconds the reader's clock is ahead of the server's. */
export const clock = { ahead: 0 };

/** Everything on this page that one server feeds: one request and one stream, however many elements. */
export class Page {
  /** Address of the server, ending in a slash. */
  readonly server: string;
  readonly members = new Set<Member>();
  /** Called when members came or went: at first it asks for them, later `Link` puts its own function here. */
  sync: () => void = () => this.members.size && this.#start();
  #isDue = false;

  constructor(server: string) {
    this.server = server;
  }

  /** Adds or removes an element. All changes of one task make one request. */
  async set(member: Member, isPresent: boolean): Promise<void> {
    this.members[isPresent ? 'add' : 'delete'](member);
    if (this.#isDue) return;
    this.#isDue = true;
    await parsed;
    this.#isDue = false;
    this.sync();
  }

  /** Asks for all members and hands out the answer. A string body makes it a simple request: no preflight. */
  async ask(): Promise<Round> {
    const round: Round = { widgets: [], dashboards: [] };
    for (const member of this.members) round[member.host.kind].push(member);
    const bodyOf = () =>
      JSON.stringify({
        widgets: round.widgets.map(entryOf),
        dashboards: round.dashboards.map(entryOf),
        proof: [...this.members].flatMap(({ host }) => host.proof || []),
      } satisfies LiveRequest);
    const body = bodyOf();
    try {
      const response = await fetch(`${this.server}live`, { method: 'POST', body });
      clock.ahead = Date.now() - Date.parse(response.headers.get('date') as string) || 0;
      if (response.ok) round.answer = await response.json();
    } catch {}
    // A member that asks for something else by now would take this for its answer.
    return body === bodyOf() ? round : this.ask();
  }

  async #start(): Promise<void> {
    this.sync = () => {};
    const asked = this.ask();
    // The first of a page takes longer than a card; nobody waits for it while the answer is on its way.
    Intl.NumberFormat();
    const round = await asked;
    const { answer } = round;
    if (answer) {
      for (const kind of ['widgets', 'dashboards'] as const)
        round[kind].forEach((member, index) => {
          member.receive(answer[kind][index] as LiveState, answer.widgets);
        });
      await Promise.all(answer.widgets.map((state) => load((state as LiveWidget).type)));
    }
    await load('#states');
    const states = module('#states');
    if (states?.connect) states.connect(this, round);
    else setTimeout(() => this.#start(), 6000);
  }
}

/** How a member is named in a request; a token grants more than a key. */
export const entryOf = ({ host: { token, key } }: Member): LiveEntry => (token ? { token } : { key }) as LiveEntry;

/** Elements of a document that is still being parsed are asked for together. */
const parsed = new Promise<unknown>((resolve) => {
  if (isServer || document.readyState !== 'loading') resolve(0);
  else addEventListener('DOMContentLoaded', resolve);
});

const pages: Record<string, Page> = {};

/** The one connection to a server; without an address, to the one this script came from. */
export function pageOf(src?: string | null): Page {
  const server = new URL(src ? src.replace(/\/*$/, '/') : '.', src ? document.baseURI : import.meta.url).href;
  return (pages[server] ??= new Page(server));
}
