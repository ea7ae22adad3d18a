import type { GoneEvent, LiveDashboard, LiveErrorCode } from '../../components/model/messages.ts';
import type { Denial } from './resolve.ts';
import type { Board, Channel, View } from './state.ts';

export type Snapshot = Pick<View, 'items' | 'boards' | 'channels'>;

export interface Differences {
  /** Widgets and dashboards that may no longer be seen. */
  gone: GoneEvent[];
  /** Something was added or moved, which no event can express: the page has to ask again. */
  reset: boolean;
  /** Nothing that was served is left. */
  over: boolean;
}

type Reason = GoneEvent['reason'];

const REASONS: Readonly<Record<LiveErrorCode, Reason>> = {
  revoked: 'revoked',
  expired: 'revoked',
  forbidden: 'private',
  password_required: 'private',
  not_found: 'deleted',
  invalid: 'deleted',
  unavailable: 'deleted',
};

/** What a viewer of `before` has to be sent to see `after`. */
export function differences(before: Snapshot, after: Snapshot, isUnknown: boolean): Differences {
  const reasons = new Map<Channel, Reason>();
  const gone = new Map<string, Reason>();
  const stillShown = new Set(after.boards.flatMap((board) => ('json' in board ? board.key : [])));
  let reset = false;

  before.items.forEach((old, index) => {
    const item = after.items[index];
    if (!item) return;
    if ('denial' in old) reset ||= 'channel' in item;
    else if ('denial' in item) {
      reasons.set(old.channel, reasonOf(item.denial, isUnknown));
      reset ||= after.channels.has(old.channel);
    }
  });
  before.boards.forEach((old, index) => {
    const board = after.boards[index];
    if (!board) return;
    if ('denial' in old) reset ||= 'json' in board;
    else if ('json' in board) reset ||= isRearranged(old, board, after.channels);
    else {
      const reason = reasonOf(board.denial, isUnknown);
      // A page may hold several tokens of one dashboard: what is gone is gone by all of them.
      if (stillShown.has(old.key)) reset = true;
      else gone.set(old.key, reason);
      for (const member of old.members) reasons.set(member, reason);
    }
  });
  for (const channel of before.channels)
    if (!after.channels.has(channel)) gone.set(channel.key, reasons.get(channel) ?? 'deleted');

  const hadSome = before.channels.size > 0 || before.boards.some((board) => 'json' in board);
  const hasSome = after.channels.size > 0 || after.boards.some((board) => 'json' in board);
  return { gone: [...gone].map(([key, reason]) => ({ key, reason })), reset, over: hadSome && !hasSome };
}

const reasonOf = ({ error }: Denial, isUnknown: boolean): Reason =>
  isUnknown && error.code === 'forbidden' ? 'revoked' : REASONS[error.code];

type Shown = Extract<Board, { json: string }>;

/** Whether more changed than that widgets are gone, which have their own event; a widget may also stay on elsewhere. */
function isRearranged(old: Shown, board: Shown, visible: Iterable<Channel>): boolean {
  if (old.json === board.json) return false;
  const left = new Set(Array.from(visible, ({ key }) => key));
  const dashboard: LiveDashboard = JSON.parse(old.json);
  const layout = dashboard.layout.filter(({ key }) => left.has(key));
  return JSON.stringify({ ...dashboard, layout }) !== board.json;
}
