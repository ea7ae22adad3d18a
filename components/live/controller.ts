import type { ReactiveController, ReactiveElement } from 'lit';
import { load, module } from '../catalog.ts';
import type { LiveRefusal, LiveState, LiveWidget } from '../model/messages.ts';
import { type Asked, type Member, pageOf } from './batch.ts';

/** An element whose values come from somewhere, as its attributes say. */
export interface LiveHost extends ReactiveElement, Asked {
  readonly type?: string | null | undefined;
  readonly src?: string | null | undefined;
  /** What shows the widgets of a dashboard. */
  readonly board?: { change(state: LiveWidget | LiveRefusal): void } | undefined;
}

/** Something that feeds its members while they are present. */
export interface Feed {
  set(member: Member, isPresent: boolean): void;
}

/** Keeps `state` in step with the element's source, for as long as the element is in a document. */
export class LiveController implements ReactiveController, Member {
  /** The last answer; `undefined` until there is one. */
  state: LiveState | undefined;
  /** All widgets that came along with it. */
  widgets: readonly LiveState[] = [];
  /** Whether the connection is lost, so that no new values come in. */
  declare isCut?: boolean;
  readonly host: LiveHost;
  #feed: Feed | undefined;
  #source: string | undefined;

  constructor(host: LiveHost) {
    this.host = host;
    host.addController(this);
  }

  /** Whether its values come from a server of ours. */
  get isAsked(): unknown {
    return this.host.token || this.host.key;
  }

  hostDisconnected(): void {
    this.#feed?.set(this, false);
    this.#feed = this.#source = undefined;
  }

  /** Starts over when the source has changed; the host calls it before each update as well. */
  async hostConnected(): Promise<void> {
    const { key, token, src, type, proof, isConnected } = this.host;
    const source = JSON.stringify([key, token, src, type, proof]);
    if (!isConnected || source === this.#source) return;
    this.hostDisconnected();
    this.#source = source;
    this.state = undefined;
    if (this.isAsked) this.#feed = pageOf(src);
    else if (src && type) {
      await load('#json');
      if (source !== this.#source) return;
      this.#feed = module('#json')?.feedOf?.(src, type);
    }
    this.#feed?.set(this, true);
  }

  receive(state: LiveState, widgets: readonly LiveState[]): void {
    if (state !== this.state || widgets[0]) this.host.requestUpdate();
    this.state = state;
    this.widgets = widgets;
  }

  change(state: LiveWidget | LiveRefusal): void {
    if (this.state?.key === state.key) this.receive(state, this.widgets);
    this.host.board?.change(state);
  }

  cut(isCut: boolean): void {
    this.isCut = isCut;
    this.host.requestUpdate();
  }
}
