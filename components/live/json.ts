import { serverTime } from '../frame/age.ts';
import type { LiveState, LiveWidget } from '../model/messages.ts';
import type { Json, JsonObject } from '../model/widget.ts';
import type { Member } from './batch.ts';
import type { Feed } from './controller.ts';

/** Seconds between polls of a document whose config has no `refresh_interval`. */
const INTERVAL = 60;
const SHORTEST = 1;
/** Browsers run timers above 2^31 ms at once. */
const LONGEST = 1e6;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A JSON document somewhere on the web, polled by those who show it. It is `{data, config?}`, or bare data. */
class JsonFeed implements Feed {
  readonly #url: string;
  readonly #type: string;
  readonly #members = new Set<Member>();
  #state: LiveState | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #etag: string | null = null;
  #document: Json = null;
  #version = 0;

  constructor(url: string, type: string) {
    this.#url = url;
    this.#type = type;
    addEventListener('online', () => this.#poll());
    document.addEventListener('visibilitychange', () => document.hidden || this.#poll());
  }

  set(member: Member, isPresent: boolean): void {
    const isFirst = !this.#members.size;
    this.#members[isPresent ? 'add' : 'delete'](member);
    if (isPresent && this.#state) member.receive(this.#state, []);
    if (isPresent && isFirst) this.#poll();
  }

  async #poll(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#members.size || (document.hidden && this.#state)) return;
    let seconds = INTERVAL;
    try {
      const response = await fetch(this.#url, this.#etag ? { headers: { 'if-none-match': this.#etag } } : {});
      if (response.status !== 304) {
        if (!response.ok) throw new Error(`${this.#url} answered ${response.status}`);
        this.#document = await response.json();
        this.#etag = response.headers.get('etag');
      }
      this.#take(this.#document);
      for (const member of this.#members) member.cut(false);
    } catch (error) {
      if (this.#state && !this.#state.error) for (const member of this.#members) member.cut(true);
      else this.#give({ error: { code: 'unavailable', message: (error as Error).message } });
    }
    const { refresh_interval: asked } = (this.#state ?? {}) as Partial<LiveWidget>;
    if (asked) seconds = Math.min(Math.max(SHORTEST, asked), LONGEST);
    this.#timer = setTimeout(() => this.#poll(), seconds * 1000);
  }

  #take(document: Json): void {
    const isWrapped = isObject(document) && 'data' in document;
    const config = isWrapped && isObject(document.config) ? document.config : {};
    const data = (isWrapped ? document.data : document) as JsonObject | null;
    const old = this.#state as LiveWidget | undefined;
    if (JSON.stringify(old?.data) !== JSON.stringify(data)) this.#version++;
    this.#give({
      key: this.#url,
      type: this.#type,
      title: '',
      config,
      data,
      data_updated_at: new Date(serverTime()).toISOString(),
      refresh_interval: Number(config.refresh_interval) || INTERVAL,
      version: this.#version,
      error: null,
    });
  }

  #give(state: LiveState): void {
    this.#state = state;
    for (const member of this.#members) member.receive(state, []);
  }
}

const feeds = new Map<string, JsonFeed>();

/** The one feed of a document for a widget type. */
export function feedOf(src: string, type: string): Feed {
  const url = URL.canParse(src, document.baseURI) ? new URL(src, document.baseURI).href : src;
  const id = `${type} ${url}`;
  const feed = feeds.get(id) ?? new JsonFeed(url, type);
  feeds.set(id, feed);
  return feed;
}
