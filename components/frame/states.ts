import { isServer } from 'lit';
import type { BcWidget, Problem } from '../bc-widget.ts';
import { load, module } from '../catalog.ts';
import { BcEvent, type BcEventMap } from '../events.ts';
import { pageOf } from '../live/batch.ts';
import { localize } from '../locales/localize.ts';
import type { LiveWidget } from '../model/messages.ts';
import type { CommonConfig } from '../model/widget.ts';
import { ageOf } from './age.ts';
import { dressForPaper } from './dress.ts';

/** Needed after the first paint as well: one request loads both. */
export { connect } from '../live/client.ts';

/** Views whose rules are loaded or loading. */
const ruled = new Set<unknown>();
const hosts = new Set<BcWidget>();
let refreshed: Promise<unknown> | undefined;

function isOld({ live, shown, props }: BcWidget): boolean {
  const { data_updated_at: time, refresh_interval: interval } = shown as LiveWidget;
  return live.isCut || ageOf(time) > ((props.config as CommonConfig).stale_after ?? 3 * interval);
}

/** What is wrong with a frame beside what the server and its schema have said. */
function problemOf(host: BcWidget): Problem | undefined {
  const { type, source_error: trouble } = (host.shown ?? {}) as LiveWidget;
  const fault = faults.get(host);
  if (!host.problem && fault && fault.data === sourceOf(host)) return { code: 'broken', message: fault.message };
  if (!host.view && module(type) instanceof TypeError) {
    // The page is older than its server: this refreshes the cached script, so that a reload brings the new one.
    if (!refreshed) refreshed = fetch(`${pageOf().server}bc.js`, { cache: 'reload' }).catch(() => {});
    return { code: 'broken', message: localize('missing', host.props.locale) };
  }
  if (typeof host.config === 'string') return { code: 'invalid', path: 'config', message: 'expected JSON' };
  return host.status === 'empty' && trouble ? { code: 'source', message: trouble } : undefined;
}

/** Called before a frame is drawn: settles its status, and returns what it shows beside its view. */
export function look(host: BcWidget): unknown[] {
  const { status, shown, problem, props } = host;
  if (problem || !/^en/.test(props.locale ?? navigator.language)) host.need('#languages')?.speak?.(host);
  // A frame that shows something else starts over, and fires all its events again.
  if (status === 'loading') told.delete(host);
  host.problem = problemOf(host) ?? host.problem;
  if (host.problem) host.status = 'error';
  else if (status === 'live' && ((shown as LiveWidget).source_error || isOld(host))) host.status = 'stale';
  return [
    problem?.code === 'password_required' && host.need('#unlock')?.form?.(host),
    (host.problem || host.status === 'stale') && host.need('#mark')?.mark?.(host),
    host.controls && props.data && host.need('#controls')?.toolbar?.(host),
  ].filter(Boolean);
}

/** Called after a frame was drawn: fires its events. A frame that was drawn before this was loaded is drawn again if need be. */
export function tell(host: BcWidget): void {
  const { problem, status } = host;
  if (!hosts.has(host)) {
    watch(host);
    if (look(host).length || host.status !== status || problem) {
      host.requestUpdate();
      return;
    }
  }
  // Its message is still being translated.
  if (problem && !module('#languages')) return;
  complete(host);
  guard(host);
  const { key, type, version, data, data_updated_at: updatedAt } = (host.shown ?? {}) as LiveWidget;
  const isFirst = !told.get(host)?.['bc-ready'];
  let isNews = fire(
    host,
    'bc-error',
    problem && `${problem.path} ${problem.message}`,
    problem as BcEventMap['bc-error'],
  );
  if (!problem) {
    fire(host, 'bc-ready', type, { type: type?.replace('#board', 'dashboard') });
    isNews = [
      // Frameworks set equal data each time they render, which a listener may make them do.
      data && version >= 0 && fire(host, 'bc-data', version || JSON.stringify(data), { key, version, data }),
      fire(host, 'bc-stale', status === 'stale', { key, updatedAt }),
    ].some(Boolean);
  }

  if (isNews && !isFirst)
    import('./announce.ts').then(
      ({ announce }) => announce(host),
      () => {},
    );
}

const told = new WeakMap<BcWidget, Partial<Record<keyof BcEventMap, unknown>>>();

/** Fires an event when its `mark` differs from the last one and is truthy. @returns whether it was fired */
function fire<Name extends keyof BcEventMap>(host: BcWidget, name: Name, mark: unknown, detail: BcEventMap[Name]) {
  const marks = told.get(host) ?? {};
  told.set(host, marks);
  if (marks[name] === mark) return false;
  marks[name] = mark;
  return mark && host.dispatchEvent(new BcEvent(name, detail));
}

/** What a view is drawn from, by identity. The data of a board are a new object each time, so its state counts. */
const sourceOf = ({ state, live, shown }: BcWidget): unknown => state ?? live.state ?? (shown as LiveWidget)?.data;

/** What a view threw while it drew something. */
const faults = new WeakMap<BcWidget, { data: unknown; message: string }>();

/** Shows the fault of a view in its frame. */
async function guard(host: BcWidget): Promise<void> {
  const data = sourceOf(host);
  try {
    await host.renderRoot.querySelector<BcWidget>('[part=body]>*')?.updateComplete;
  } catch (error) {
    faults.set(host, { data, message: `${error}` });
    host.requestUpdate();
  }
}

/** Loads the rules of a view, and redraws the frames that now read differently, and empty ones. */
async function complete({ view }: BcWidget): Promise<void> {
  if (!view?.rules || ruled.has(view)) return;
  ruled.add(view);
  await view.rules();
  for (const host of hosts) {
    const { config, data } = host.props;
    if (host.view !== view) continue;
    const isOther = JSON.stringify(view.read(config, data)) !== JSON.stringify({ config, data, issues: [] });
    // Words beside figures come later: drawing all at once again took a fifth of a page of numbers' time.
    if (isOther || !data) host.requestUpdate();
  }
}

/** Redraws the frames of the page: a type was registered. */
export function renew(): void {
  for (const host of hosts) host.requestUpdate();
}

/** Watches a frame from now on. */
function watch(host: BcWidget): void {
  hosts.add(host);
  // Draws the words that had not loaded at first, each frame's in a task of its own.
  setTimeout(() => host.view?.rules && host.requestUpdate(), 3500);
}

if (!isServer) {
  addEventListener('beforeprint', () => {
    for (const host of [...hosts, ...document.querySelectorAll<BcWidget>('bc-widget')]) {
      host.isFar = false;
      dressForPaper(host);
    }
  });
  // Checks ages, and retries what could not be loaded.
  setInterval(() => {
    // It is needed when the connection is lost, and cannot be loaded then.
    load('#mark');
    for (const host of hosts) {
      if (!host.isConnected) hosts.delete(host);
      else if (host.status !== 'live' || isOld(host)) host.requestUpdate();
    }
  }, 10_000);
}
