import type {
  LiveAnswer,
  LiveDashboard,
  LiveEntry,
  LiveRefusal,
  LiveRequest,
  LiveState,
  LiveWidget,
} from '../../components/model/messages.ts';

/** An EventSource whose server is the test. */
class FakeStream extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readonly url: string;
  readyState = FakeStream.CONNECTING;
  onopen?: () => void;
  onerror?: () => void;

  constructor(url: string) {
    super();
    this.url = url;
  }

  open(): void {
    if (this.readyState === FakeStream.CLOSED) return;
    this.readyState = FakeStream.OPEN;
    this.onopen?.();
  }

  /** As the browser does for an answer that is not 200. */
  fail(): void {
    this.readyState = FakeStream.CLOSED;
    this.onerror?.();
  }

  send(name: string, data: object): void {
    if (this.readyState === FakeStream.OPEN) this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }

  close(): void {
    this.readyState = FakeStream.CLOSED;
  }
}

let count = 0;

/** A number widget as the server answers it. */
export const number = (key: string, value1: unknown, version = 1, more: Partial<LiveWidget> = {}): LiveWidget => ({
  key,
  type: 'number',
  title: key,
  config: {},
  data: { value1: value1 as number },
  data_updated_at: new Date().toISOString(),
  refresh_interval: 60,
  version,
  error: null,
  ...more,
});

/** The server's side of `/live`, in the page: what was asked, and which streams are open. Each has an address of its own. */
export class FakeServer {
  readonly src: string;
  readonly posts: LiveRequest[] = [];
  readonly bodies: unknown[] = [];
  readonly streams: FakeStream[] = [];
  readonly widgets = new Map<string, LiveWidget>();
  readonly dashboards = new Map<string, LiveDashboard>();
  /** Whether requests get an answer at all. */
  isUp = true;
  /** Status of its answers: one that is not 200 comes from a server that is busy. */
  status = 200;
  /** By how many seconds the page's clock is ahead of its own. */
  behind = 0;
  /** Whether streams open or fail; `undefined`: neither yet. */
  hasStreams: boolean | undefined = true;
  /** Answers what is not `/live`; `undefined` for 404. */
  other: (url: string, init?: RequestInit) => unknown = () => undefined;
  readonly #restore: (() => void)[] = [];
  #held: Promise<void> | undefined;

  constructor(name = `server-${++count}-${Date.now()}`) {
    this.src = `${location.origin}/${name}`;
    this.install(window);
  }

  /** Takes the place of the network for a window. */
  install(target: Window & typeof globalThis): void {
    const { fetch, EventSource } = target;
    const server = this;
    target.fetch = async (input, init) => {
      const url = String(input);
      if (!url.startsWith(server.src)) return fetch.call(target, input, init);
      if (!server.isUp) throw new TypeError('Failed to fetch');
      if (url !== `${server.src}/live`) {
        const answer = await server.other(url, init);
        init?.signal?.throwIfAborted();
        return answer instanceof Response ? answer : Response.json(answer ?? null, { status: answer ? 200 : 404 });
      }
      server.bodies.push(init?.body);
      const body = JSON.parse(init?.body as string) as LiveRequest;
      server.posts.push(body);
      const { status } = server;
      const answer = status === 200 ? server.#answer(body) : { error: { code: 'unavailable' } };
      await server.#held;
      const date = new Date(Date.now() - server.behind * 1000).toUTCString();
      return Response.json(answer, { status, headers: { date } });
    };
    target.EventSource = class extends FakeStream {
      constructor(url: string) {
        super(url);
        server.streams.push(this);
        setTimeout(() => (server.hasStreams ? this.open() : server.hasStreams === false && this.fail()));
      }
    } as unknown as typeof EventSource;
    this.#restore.push(() => Object.assign(target, { fetch, EventSource }));
  }

  /** Keeps its answers back. @returns what lets them go */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  restore(): void {
    for (const each of this.#restore.reverse()) each();
  }

  get open(): FakeStream[] {
    return this.streams.filter(({ readyState }) => readyState === FakeStream.OPEN);
  }

  /** A push: kept, and sent to every open stream. */
  push(key: string, value1: number): void {
    const old = this.widgets.get(key) as LiveWidget;
    const widget = { ...old, version: old.version + 1, data: { value1 }, data_updated_at: new Date().toISOString() };
    this.widgets.set(key, widget);
    const { version, data, data_updated_at } = widget;
    for (const stream of this.open) stream.send('data', { key, version, data, data_updated_at });
  }

  #answer({ widgets = [], dashboards = [] }: LiveRequest): LiveAnswer {
    const find = <State extends LiveState>(from: Map<string, State>, entry: LiveEntry): State | LiveRefusal => {
      const id = 'key' in entry ? entry.key : entry.token;
      return from.get(id) ?? { ...entry, error: { code: 'not_found', message: 'widget not found' } };
    };
    const boards = dashboards.map((entry) => find(this.dashboards, entry));
    const keys = boards.flatMap((board) => ('layout' in board ? board.layout.map(({ key }) => key) : []));
    return {
      stream: `/live/${++count}`,
      expires_in: 60,
      widgets: [...widgets, ...keys.map((key) => ({ key }))].map((entry) => find(this.widgets, entry)),
      dashboards: boards,
    };
  }
}

/** Everything that is written inside an element, through its shadow roots. */
export function textOf(node: Node): string {
  const inner = (node as Element).shadowRoot ?? node;
  if (inner instanceof CharacterData) return inner.nodeType === Node.TEXT_NODE ? inner.data : '';
  if (inner instanceof HTMLStyleElement) return '';
  return [...inner.childNodes].map(textOf).join('');
}
