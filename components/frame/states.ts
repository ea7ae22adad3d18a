import type { BcWidget } from '../bc-widget.ts';
import { load, module } from '../catalog.ts';
import { BcEvent, type BcEventMap } from '../events.ts';
import { pageOf } from '../live/batch.ts';
import { localize } from '../locales/localize.ts';
import type { LiveWidget } from '../model/messages.ts';
import type { CommonConfig } from '../model/widget.ts';
import { ageOf } from './age.ts';
import { dress } from './dress.ts';
import { paper, unfolded } from './print.styles.ts';

/** Loaded after the first paint as well, and so in one request with this. */
export { connect } from '../live/client.ts';

/** How often ages are looked at again (milliseconds). */
const PERIOD = 10_000;
/** Views whose rules have come or are on their way. */
const ruled = new Set<unknown>();
const hosts = new Set<BcWidget>();
let timer: ReturnType<typeof setInterval> | undefined;
let refreshed: Promise<unknown> | undefined;

function isOld({ live, shown, props }: BcWidget): boolean {
  const { data_updated_at: time, refresh_interval: interval } = shown as LiveWidget;
  const limit = (props.config as CommonConfig).stale_after ?? 3 * interval;
  return live.isCut || (!!time && ageOf(time) > limit);
}

/** Looks at a frame that is about to be drawn: settles its status, and gives what it shows beside its view. */
export function look(host: BcWidget): unknown {
  const { status, shown, problem, props } = host;
  const { locale } = props;
  const { type, source_error: trouble } = (shown ?? {}) as LiveWidget;
  if (problem || !/^en/.test(locale ?? navigator.language)) host.need('#languages')?.speak?.(host);
  // What shows something else starts over, and tells it all again.
  if (status === 'loading') told.delete(host);
  const fault = faults.get(host);
  if (!problem && fault && fault.data === sourceOf(host)) host.problem = { code: 'broken', message: fault.message };
  else if (!host.view && module(type) instanceof TypeError) {
    host.problem = { code: 'broken', message: localize('missing', locale) };
    // The page is older than its server: loading it again then brings the new script.
    if (!refreshed) refreshed = fetch(`${pageOf().server}bc.js`, { cache: 'reload' }).catch(() => {});
  } else if (typeof host.config === 'string')
    host.problem = { code: 'invalid', path: 'config', message: 'expected object' };
  else if (status === 'empty' && trouble) host.problem = { code: 'source', message: trouble };
  else if (status === 'live' && (trouble || isOld(host))) host.status = 'stale';
  if (host.problem) host.status = 'error';
  return [
    problem?.code === 'password_required' && host.need('#unlock')?.form?.(host),
    (host.problem || host.status === 'stale') && host.need('#mark')?.mark?.(host),
    host.controls && props.data && host.need('#controls')?.toolbar?.(host),
  ].filter(Boolean);
}

/** Tells what has happened to a frame that was drawn. One that was drawn before this came is drawn again where it must. */
export function tell(host: BcWidget): void {
  const { problem, status } = host;
  if (!hosts.has(host)) {
    watch(host);
    if ((look(host) as []).length || host.status !== status || problem) {
      host.requestUpdate();
      return;
    }
  }
  complete(host);
  guard(host);
  const { key, type, version, data, data_updated_at: updatedAt } = (host.shown ?? {}) as LiveWidget;
  fire(host, 'bc-error', problem && `${problem.path} ${problem.message}`, problem as BcEventMap['bc-error']);
  if (problem) return;
  fire(host, 'bc-ready', type, { type: type?.replace('#board', 'dashboard') });
  const isFirst = !told.get(host)?.['bc-data'];
  if (data && version >= 0 && fire(host, 'bc-data', version || data, { key, version, data }) && !isFirst)
    import('./announce.ts').then(
      ({ announce }) => announce(host),
      () => {},
    );
  fire(host, 'bc-stale', status === 'stale', { key, updatedAt });
}

const told = new WeakMap<BcWidget, Partial<Record<keyof BcEventMap, unknown>>>();

/** Fires an event when what it is about differs from the last time and is not nothing; tells whether it did. */
function fire<Name extends keyof BcEventMap>(host: BcWidget, name: Name, mark: unknown, detail: BcEventMap[Name]) {
  const marks = told.get(host) ?? {};
  told.set(host, marks);
  if (marks[name] === mark) return false;
  marks[name] = mark;
  return mark && host.dispatchEvent(new BcEvent(name, detail));
}

/** What a view is drawn from; what a board shows is put together anew each time. */
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

/** Has a view read and drawn again once it knows all its rules. */
async function complete({ view }: BcWidget): Promise<void> {
  if (!view?.rules || ruled.has(view)) return;
  ruled.add(view);
  await view.rules();
  for (const host of hosts) if (host.view === view) host.requestUpdate();
}

/** Has the frames of the page drawn again: there is a type more. */
export function renew(): void {
  for (const host of hosts) host.requestUpdate();
}

/** Dresses the frames of the page for paper; they grow where the page has not settled their height. */
function unfold(): void {
  for (const host of hosts) {
    dress(host, paper);
    if (!getComputedStyle(host).getPropertyValue('--bc-height')) dress(host, unfolded);
  }
}

/** Looks at ages now and then, and at what could not be loaded, as long as there is someone to look at. */
function watch(host: BcWidget): void {
  hosts.add(host);
  addEventListener('beforeprint', unfold);
  timer ??= setInterval(() => {
    // It has to be there when the connection is lost, which is when it cannot be loaded any more.
    load('#mark');
    for (const each of hosts) {
      if (!each.isConnected) hosts.delete(each);
      else if (each.status === 'stale' || each.problem || (each.status === 'live' && isOld(each))) each.requestUpdate();
    }
    if (hosts.size) return;
    clearInterval(timer);
    timer = undefined;
  }, PERIOD);
}
