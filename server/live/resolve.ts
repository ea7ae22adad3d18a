import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LiveEntry, LiveError, LiveErrorCode } from '../../components/model/messages.ts';
import type { Domain } from '../domain/domain.ts';
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { Dashboard, Page, Principal, Widget } from '../domain/model.ts';
import type { Reader } from '../domain/sharing/sharing.ts';
import { DESCRIBED, type Described } from '../domain/widgets/state.ts';

/** The credential of the request; it is verified again whenever rights may have changed. */
export type Credential = { apiKey: string } | { session: string };

/** What one page asks for: its entries in order, `null` for invalid ones. */
export interface Ask {
  widgets: readonly (LiveEntry | null)[];
  dashboards: readonly (LiveEntry | null)[];
  proofs: readonly string[];
  credential: Credential | null;
}

/** Why an entry is not served. A `temporary` denial says nothing about rights: the database did not answer. */
export interface Denial {
  entry: LiveEntry | null;
  error: LiveError;
  temporary: boolean;
}

/** A widget as it was looked up; without its data if its channel has that already. */
export type Looked = Described & Partial<Pick<Widget, 'data'>>;

export interface Found {
  widget: Looked;
  dashboard: Dashboard;
}
export interface FoundDashboard {
  dashboard: Dashboard;
  pages: Page[];
  widgets: Looked[];
}
/** The result of an ask, in the same order. */
export interface Resolved {
  widgets: (Found | { denial: Denial })[];
  dashboards: (FoundDashboard | { denial: Denial })[];
  /** The credential was invalid. */
  isUnknown: boolean;
  /** Every change before this moment is included (ms, monotonic). */
  asOf: number;
}

export type ResolverDomain = Pick<Domain, 'sharing' | 'dashboards' | 'widgets' | 'people'>;
export type Resolve = (ask: Ask) => Promise<Resolved>;

const CODES: Partial<Record<ErrorCode, LiveErrorCode>> = {
  not_found: 'not_found',
  foreign: 'not_found',
  unauthenticated: 'forbidden',
  invalid_credential: 'forbidden',
  forbidden: 'forbidden',
  password_required: 'password_required',
  revoked: 'revoked',
  expired: 'expired',
  invalid: 'invalid',
  malformed: 'invalid',
  too_large: 'invalid',
};

/** Entries looked up per turn of the event loop. */
const SLICE = 250;

const NO_ENTRY: LiveError = { code: 'invalid', message: 'An entry must be {"key": …} or {"token": …}.' };

/**
 * Looks up asks. What several asks have in common is looked up once, so a resolver is good for one round only:
 * it does not see changes after its first answer.
 * @param asOf now (ms, monotonic)
 * @param withData adds the data to widgets of dashboards, unless their channels have it
 */
export function createResolver(
  domain: ResolverDomain,
  log: Logger,
  asOf: number,
  withData: (widgets: readonly Described[]) => Promise<Looked[]>,
): Resolve {
  const readers = new Map<string, Promise<Principal | undefined>>();
  /** Lookups by credentials, in a separate map because these can be too long to be part of every key. */
  const found = new Map<string, ReturnType<typeof nothing>>();
  const nothing = () => ({
    widgets: new Map<string, Promise<Found | { denial: Denial }>>(),
    dashboards: new Map<string, Promise<FoundDashboard | { denial: Denial }>>(),
  });

  async function entry<T>(asked: LiveEntry | null, look: (entry: LiveEntry) => Promise<T>) {
    if (!asked) return { denial: { entry: null, error: NO_ENTRY, temporary: false } };
    try {
      return await look(asked);
    } catch (error) {
      return { denial: denialOf(asked, error) };
    }
  }

  function denialOf(asked: LiveEntry, error: unknown): Denial {
    const code = error instanceof DomainError ? CODES[error.code] : undefined;
    if (code) return { entry: asked, error: { code, message: (error as Error).message }, temporary: false };
    if (!(error instanceof DomainError)) log.error({ err: error }, 'a live entry could not be looked up');
    return { entry: asked, error: { code: 'unavailable', message: 'Try again in a moment.' }, temporary: true };
  }

  async function inside(dashboard: Dashboard): Promise<FoundDashboard> {
    const [pages, all] = await Promise.all([
      domain.dashboards.pages(dashboard),
      domain.widgets.of(dashboard, { columns: DESCRIBED }),
    ]);
    return { dashboard, pages, widgets: await withData(all) };
  }

  return async (ask) => {
    const right = JSON.stringify([ask.credential, ask.proofs]);
    const { widgets, dashboards } = found.get(right) ?? nothing();
    found.set(right, { widgets, dashboards });
    const principal = await once(readers, JSON.stringify(ask.credential), () => authenticate(domain, ask.credential));
    const reader: Reader = { principal, proofs: ask.proofs };
    const [foundWidgets, foundDashboards] = [
      await inSlices(ask.widgets, (asked) =>
        once(widgets, JSON.stringify(asked), () => entry(asked, (it) => domain.sharing.widget(it, reader))),
      ),
      await inSlices(ask.dashboards, (asked) =>
        once(dashboards, JSON.stringify(asked), () =>
          entry(asked, async (it) => inside(await domain.sharing.dashboard(it, reader))),
        ),
      ),
    ];
    const isUnknown = ask.credential !== null && !principal;
    return { widgets: foundWidgets, dashboards: foundDashboards, isUnknown, asOf };
  };
}

/** A caller with an invalid credential counts as anonymous; throws if the database does not respond. */
export async function authenticate(
  domain: Pick<Domain, 'people'>,
  credential: Credential | null,
): Promise<Principal | undefined> {
  if (!credential) return undefined;
  if ('session' in credential) return (await domain.people.bySession(credential.session))?.principal;
  try {
    return await domain.people.byApiKey(credential.apiKey);
  } catch (error) {
    if (error instanceof DomainError && error.code !== 'unavailable') return undefined;
    throw error;
  }
}

function once<T>(memo: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memo.get(key);
  if (known) return known;
  const made = make();
  memo.set(key, made);
  return made;
}

/** An embedded database answers without yielding to the event loop: long lists must yield themselves. */
async function inSlices<T, R>(list: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < list.length; start += SLICE) {
    if (start > 0) await nextTurn();
    results.push(...(await Promise.all(list.slice(start, start + SLICE).map(run))));
  }
  return results;
}
