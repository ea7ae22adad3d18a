import { createStore, delMany, getMany, setMany } from 'idb-keyval';
import type { LiveDashboard, LiveState } from '../model/messages.ts';
import { entryOf } from './batch.ts';
import { idOf, type Link } from './client.ts';

/** Least milliseconds between two writes. */
const PAUSE = 30_000;

/** What is kept for one entry: its answer, and for a dashboard the widgets on it. */
interface Kept {
  state: LiveState;
  widgets: LiveState[];
}

const store = () => createStore('boardcast', 'last');

/** Where storage is blocked nothing is kept, and nobody is told. */
const quietly = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch {}
};

const widgetsOf = (link: Link, state: LiveState): LiveState[] =>
  ((state as LiveDashboard).layout ?? []).flatMap(({ key }) => link.widgets.get(key) ?? []);

/** Keeps the last known values of a page from now on, so that it has something to show when the server is away. */
export function keep(link: Link): Promise<void> {
  const write = () =>
    quietly(async () => {
      const { server } = link.page;
      const entries = [...link.states];
      const kept = entries.filter(([, state]) => !state.error);
      const refused = entries.filter(([, state]) => state.error);
      await setMany(
        kept.map(([id, state]): [string, Kept] => [server + id, { state, widgets: widgetsOf(link, state) }]),
        store(),
      );
      await delMany(
        refused.map(([id]) => server + id),
        store(),
      );
    });
  setInterval(() => link.isCut || write(), PAUSE);
  addEventListener('pagehide', write);
  return write();
}

/** Those whose server has left a request unanswered before. */
const unanswered = new WeakSet<Link>();

/** Shows what was known last, while there is no answer; and where nothing was, from the second time on, that there is none. */
export async function recall(link: Link): Promise<void> {
  const members = [...link.page.members];
  const isLasting = unanswered.has(link);
  unanswered.add(link);
  let kept: (Kept | undefined)[] = [];
  await quietly(async () => {
    kept = await getMany<Kept | undefined>(
      members.map((member) => link.page.server + idOf(member)),
      store(),
    );
  });
  members.forEach((member, index) => {
    const last = kept[index];
    if (link.states.has(idOf(member))) return;
    if (last) member.receive(last.state, last.widgets);
    else if (isLasting && !member.state && !member.host.isGiven)
      member.receive(
        { ...entryOf(member), error: { code: 'unavailable', message: 'The server does not answer.' } },
        [],
      );
  });
}
