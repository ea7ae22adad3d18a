import type { LiveState } from '../model/messages.ts';
import type { Asked, Member } from './batch.ts';
import type { Link } from './client.ts';

/** What frames of our origin say to each other. */
type Message =
  /** I have the stream now. */
  | { lead: true }
  /** I want these. */
  | { join: string; entries: Asked[] }
  /** Here is the `index`-th of what you wanted. */
  | { to: string; index: number; state: LiveState; widgets: readonly LiveState[] }
  | { to: string; isCut: boolean }
  /** An event of the stream. */
  | { name: string; text: string };

/** How long a follower waits for a sign of its leader before it leaves for the next room (milliseconds). */
const PATIENCE = 3000;

const forever = () => new Promise<never>(() => {});

/**
 * One stream for all frames of our origin in a browser: many streams at once would use up its connections to a server,
 * and frames that still load would wait for them forever. Whoever holds the lock of a room leads and asks for what the
 * others want. A leader that does not answer is left behind: those who tire of it meet in the next room, where one of
 * them leads. A frame's own lock tells when it has died.
 */
export class Share {
  readonly #id: string = Array.from(crypto.getRandomValues(new Uint32Array(4))).join('-');
  readonly #link: Link;
  readonly #prefix: string;
  readonly #guests = new Map<string, Member[]>();
  #room = 0;
  #channel!: BroadcastChannel;
  #elected!: Promise<void>;
  #queue: AbortController | undefined;
  #isLeader = false;
  #isAlone = false;
  #asked: Member[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(link: Link) {
    this.#link = link;
    this.#prefix = `boardcast ${link.page.server}`;
    this.#enter();
    navigator.locks.request(`${this.#prefix} ${this.#id}`, forever).catch(() => {});
  }

  /** Whether another frame has the stream. */
  get isFollowing(): boolean {
    return !this.#isLeader && !this.#isAlone;
  }

  async isFollower(): Promise<boolean> {
    await this.#elected;
    return this.isFollowing;
  }

  /** Asks the leader for everything this frame shows. */
  join(): void {
    this.#asked = [...this.#link.page.members];
    const entries = this.#asked.map(({ host: { kind, key, token, proof } }): Asked => ({ kind, key, token, proof }));
    this.#say({ join: this.#id, entries });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#enter();
      this.#link.ask(0);
    }, PATIENCE);
  }

  /** Passes on what the stream said. */
  spread(name: string, text: string): void {
    if (this.#isLeader && this.#guests.size) this.#say({ name, text });
  }

  #enter(): void {
    this.#queue?.abort();
    this.#channel?.close();
    const { signal } = (this.#queue = new AbortController());
    const room = `${this.#prefix} ${++this.#room}`;
    this.#channel = new BroadcastChannel(room);
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    const { locks } = navigator;
    const leader = `${room} leader`;
    this.#elected = new Promise((resolve) => {
      locks
        .request(leader, { ifAvailable: true }, (lock) => {
          this.#isLeader = !!lock;
          resolve();
          if (lock) return this.#lead();
          locks
            .request(leader, { signal }, () => {
              this.#isLeader = true;
              this.#link.ask(0);
              return this.#lead();
            })
            .catch(() => {});
          return undefined;
        })
        .catch(() => {
          this.#isAlone = true;
          resolve();
        });
    });
  }

  #say(message: Message): void {
    this.#channel.postMessage(message);
  }

  #lead(): Promise<never> {
    clearTimeout(this.#timer);
    this.#say({ lead: true });
    return forever();
  }

  #hear(message: Message): void {
    if ('join' in message) {
      if (this.#isLeader) this.#invite(message.join, message.entries);
    } else if (this.#isAlone) return;
    else if ('lead' in message) this.join();
    else if ('name' in message) this.#link.hear(message.name, message.text);
    else if (message.to === this.#id) this.#take(message);
  }

  #take(message: Extract<Message, { to: string }>): void {
    clearTimeout(this.#timer);
    if ('isCut' in message) this.#link.cut(message.isCut);
    else {
      const member = this.#asked[message.index];
      if (member) this.#link.give(member, message.state, message.widgets);
    }
  }

  /** Makes a frame's entries ours, for as long as the frame lives. */
  #invite(id: string, entries: Asked[]): void {
    const { page, isCut } = this.#link;
    this.#say({ to: id, isCut });
    const isNew = !this.#guests.has(id);
    for (const guest of this.#guests.get(id) ?? []) page.set(guest, false);
    const guests = entries.map((asked, index): Member => this.#guest(id, index, asked));
    this.#guests.set(id, guests);
    for (const guest of guests) page.set(guest, true);
    if (!isNew) return;
    navigator.locks.request(`${this.#prefix} ${id}`, () => {
      for (const guest of this.#guests.get(id) ?? []) page.set(guest, false);
      this.#guests.delete(id);
    });
  }

  #guest(to: string, index: number, host: Asked): Member {
    return {
      host,
      receive: (state: LiveState, widgets: readonly LiveState[]) => this.#say({ to, index, state, widgets }),
      change: () => {},
      cut: (isCut: boolean) => this.#say({ to, isCut }),
    };
  }
}
