import type { GoneEvent, LiveAnswer, LiveRefusal, LiveState, LiveWidget } from '../model/messages.ts';
import { entryOf, type Member, type Page, type Round } from './batch.ts';

/** Milliseconds. */
const FIRST_RETRY = 500;
const LAST_RETRY = 30_000;
/** How long the browser's own attempt to reconnect may take. After that, values count as stale and a new request is made. */
const PATIENCE = 5000;
/**
 * A timer that is this late, or early, was asleep with its machine, or the clock was set, and ages are wrong until the next
 * answer. Timers of hidden pages are held back by up to a minute.
 */
const SLEPT = 100_000;
/** Values of a page that was open for less than this are not worth caching. */
const SETTLED = 10_000;
/** After this many streams that never opened, none will: something on the way blocks them. */
const HOPELESS = 3;

/** The error code, and so the message, of a frame whose values were taken away. */
const GONE: Record<GoneEvent['reason'], LiveRefusal['error']['code']> = {
  revoked: 'revoked',
  deleted: 'not_found',
  private: 'forbidden',
};

/** Members that ask for the same thing have the same id. */
export const idOf = (member: Member): string => JSON.stringify([member.host.kind, entryOf(member), member.host.proof]);

/** For optional parts: when one cannot be loaded, because the server has just stopped, all works without it. */
const without = (): undefined => undefined;

/** Whether some of a page's members have no answer yet. */
const isIncomplete = ({ members }: Page): boolean => [...members].some(({ state }) => !state);

/** Whether frames of our origin can have one stream between them. */
const canShare = ({ server }: Page): unknown =>
  self !== top && server.startsWith(`${origin}/`) && navigator.locks && globalThis.BroadcastChannel;

/** One stream shared by the frames of an origin; see `share.ts`. */
interface Sharing {
  /** Whether another frame has the stream. */
  readonly isFollowing: boolean;
  /** The same, once that is settled. */
  isFollower(): Promise<boolean>;
  /** Asks the frame that has the stream for everything this one shows. */
  join(): void;
  /** Passes on an event of the stream. */
  spread(name: string, text: string): void;
}

/** Keeps the members of a page up to date after its first answer: the stream, and whatever may happen to it. */
export class Link {
  readonly page: Page;
  readonly widgets: Map<string, LiveWidget> = new Map();
  /** The latest answer to each thing asked for, by `idOf`. */
  readonly states: Map<string, LiveState> = new Map();
  isCut = false;
  #stream: EventSource | undefined;
  #next: EventSource | undefined;
  #share: Sharing | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #deadStreams = 0;
  #isAsking = false;

  constructor(page: Page, round: Round) {
    this.page = page;
    page.sync = () => this.#sync();
    addEventListener('online', () => this.ask(FIRST_RETRY));
    addEventListener('pagehide', () => this.#stop());
    addEventListener('pageshow', (event) => event.persisted && this.ask(0));
    document.addEventListener('visibilitychange', () => this.#isPolling && !document.hidden && this.ask(0));
    let awake = Date.now();
    setInterval(() => {
      if (Math.abs(Date.now() - awake) > SLEPT) this.ask(0);
      awake = Date.now();
    }, SETTLED);
    setTimeout(async () => (await import('./cache.ts').catch(without))?.keep(this), SETTLED);
    // Some may have come, or ask for something else, since it was answered.
    if (round.answer && isIncomplete(page)) this.#ask();
    else this.#take(round);
  }

  /** Asks again after a while (milliseconds), spread by half so that a crowd does not come at once. */
  ask(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), delay * (0.5 + Math.random() / 2));
  }

  /** Asks again, later each time. */
  #retry(): void {
    this.ask(Math.min(LAST_RETRY, FIRST_RETRY * 2 ** this.#tries++));
  }

  /** Takes one event of the stream: the page's own, or another frame's. */
  hear(name: string, text: string): void {
    if (name === 'reset') {
      this.ask(FIRST_RETRY);
      return;
    }
    this.#share?.spread(name, text);
    const event: LiveWidget & GoneEvent = JSON.parse(text);
    const { key } = event;
    const old = this.widgets.get(key);
    if (name === 'gone') {
      this.widgets.delete(key);
      this.#tell({ key, error: { code: GONE[event.reason], message: 'Gone' } });
    } else if (old && (name === 'widget' ? event.version >= old.version : event.version > old.version)) {
      const widget = { ...old, ...event };
      this.widgets.set(key, widget);
      this.#tell(widget);
    }
  }

  /** Gives a member its answer, or a newer state if one has arrived in the meantime. */
  give(member: Member, state: LiveState, widgets: readonly LiveState[]): void {
    // Dashboards and refusals have no version.
    for (const each of [...widgets, state] as LiveWidget[])
      if (each.version >= (this.widgets.get(each.key)?.version ?? 0)) this.widgets.set(each.key, each);
    const latest = (!state.error && this.widgets.get(state.key)) || state;
    this.states.set(idOf(member), latest);
    member.receive(latest, widgets);
  }

  /** Tells the members whether new values come in, unless that is how it always was. */
  cut(isCut: boolean): void {
    if (isCut || this.isCut) for (const member of this.page.members) member.cut(isCut);
    this.isCut = isCut;
  }

  get #isPolling(): boolean {
    return this.#deadStreams >= HOPELESS || origin === 'null';
  }

  #tell(state: LiveWidget | LiveRefusal): void {
    for (const [id, { key }] of this.states) if (key === state.key) this.states.set(id, state);
    for (const member of this.page.members) member.change(state);
  }

  /** Members came or went. What has an answer already is not asked for again. */
  #sync(): void {
    const { members } = this.page;
    clearTimeout(this.#grace);
    if (!members.size) this.#grace = setTimeout(() => this.#stop(), PATIENCE);
    let isAll = true;
    for (const member of members) {
      const state = this.states.get(idOf(member));
      if (state) member.receive(state, [...this.widgets.values()]);
      else isAll = false;
    }
    if (isAll) return;
    if (this.#share?.isFollowing) this.#share.join();
    else this.#ask();
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { members } = this.page;
    if (this.#isAsking || !members.size) return;
    this.#isAsking = true;
    const round = await this.page.ask();
    this.#isAsking = false;
    this.#take(round);
  }

  async #take({ answer, widgets, dashboards }: Round): Promise<void> {
    if (!answer) {
      this.cut(true);
      this.#retry();
      if (!this.states.size) (await import('./cache.ts').catch(without))?.recall(this);
      return;
    }
    // The next stream carries these alone: a member that left and comes back has to ask again.
    this.states.clear();
    widgets.forEach((member, index) => {
      this.give(member, answer.widgets[index] as LiveState, []);
    });
    dashboards.forEach((member, index) => {
      this.give(member, answer.dashboards[index] as LiveState, answer.widgets);
    });
    // Some may have come while others were being asked for.
    if (isIncomplete(this.page)) this.#sync();
    if (canShare(this.page)) {
      const { Share } = (await import('./share.ts').catch(without)) ?? {};
      this.#share ??= Share && new Share(this);
      if (await this.#share?.isFollower()) return this.#share?.join();
    }
    this.#listen(answer);
  }

  #listen({ stream: path }: LiveAnswer): void {
    if (this.#isPolling) {
      this.cut(false);
      const seconds = Math.min(...[...this.widgets.values()].map((widget) => widget.refresh_interval || 60), 60);
      this.#timer = setTimeout(() => document.hidden || this.#ask(), Math.max(1, seconds) * 1000);
      return;
    }
    this.#next?.close();
    const stream = new EventSource(this.page.server + path.slice(1));
    this.#next = stream;
    let isOpen = false;
    stream.onopen = () => {
      isOpen = true;
      if (stream === this.#next) {
        this.#stream?.close();
        this.#stream = stream;
        this.#next = undefined;
      }
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#tries = this.#deadStreams = 0;
      this.cut(false);
    };
    stream.onerror = () => {
      if (stream.readyState === EventSource.CONNECTING) {
        this.#timer ??= setTimeout(() => {
          this.cut(true);
          this.#ask();
        }, PATIENCE);
        return;
      }
      if (!isOpen) this.#deadStreams++;
      this.#retry();
    };
    for (const name of ['data', 'widget', 'gone', 'reset'])
      stream.addEventListener(name, ({ data }) => this.hear(name, data));
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#next?.close();
    if (!this.page.members.size) this.states.clear();
  }
}

/** Takes over a page after its first request, answered or not. */
export function connect(page: Page, round: Round): void {
  new Link(page, round);
}
