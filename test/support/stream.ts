import { type ClientRequest, get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** An event as received. */
export interface StreamEvent {
  event: string;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests inspect any response
  data: any;
}

/** A small, strict reader of the server-sent events of `GET /live/:id`. */
export class StreamReader {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Everything received so far. */
  readonly events: StreamEvent[] = [];
  comments = 0;
  retries: number[] = [];
  /** Resolves when the server ends it. */
  readonly ended: Promise<void>;
  readonly #request: ClientRequest;
  readonly #response: IncomingMessage;
  #text = '';
  #seen = 0;
  #isOver = false;
  #waiting: (() => void)[] = [];

  constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request;
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    response.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.#isOver = true;
        this.#wake();
        resolve();
      };
      response.on('close', end).on('error', end);
      request.on('error', end);
    });
  }

  get lastId(): string | undefined {
    return this.events.at(-1)?.id;
  }

  /** The next matching event after the previous one. @throws when the stream ends first */
  async next(fits: (event: StreamEvent) => boolean = () => true): Promise<StreamEvent> {
    for (;;) {
      while (this.#seen < this.events.length) {
        const event = this.events[this.#seen++] as StreamEvent;
        if (fits(event)) return event;
      }
      if (this.#isOver) throw new Error(`the stream ended after ${JSON.stringify(this.events)}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Stops reading from the socket, like a slow reader. */
  pause(): void {
    this.#response.pause();
  }

  resume(): void {
    this.#response.resume();
  }

  close(): void {
    this.#request.destroy();
  }

  #read(text: string): void {
    this.#text += text;
    for (let end = this.#text.indexOf('\n\n'); end >= 0; end = this.#text.indexOf('\n\n')) {
      this.#block(this.#text.slice(0, end));
      this.#text = this.#text.slice(end + 2);
    }
    this.#wake();
  }

  #block(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [name = '', value = ''] = line.split(/: ?(.*)/s, 2);
      fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value);
    }
    if (fields.has('')) this.comments++;
    if (fields.has('retry')) this.retries.push(Number(fields.get('retry')));
    if (!fields.has('data')) return;
    const data = JSON.parse(fields.get('data') ?? '');
    this.events.push({ event: fields.get('event') ?? 'message', id: fields.get('id') ?? '', data });
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** Opens a stream, whatever the status; `lastEventId` resumes an earlier one. */
export function openStream(url: string, lastEventId?: string): Promise<StreamReader> {
  return new Promise((resolve, reject) => {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const request = get(url, { agent: false, headers }, (response) => resolve(new StreamReader(request, response)));
    request.on('error', reject);
  });
}
