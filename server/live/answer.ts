import type { LiveEntry, LiveError } from '../../components/model/messages.ts';
import { type View, widgetJson } from './state.ts';

/** Most characters of an answer, and of a cached one: a request can name a widget with a megabyte a thousand times. */
const MAX_ANSWER = 32 * 1024 * 1024;
const MAX_KEPT = 4 * 1024 * 1024;

const NO_ROOM: LiveError = {
  code: 'invalid',
  message: `The response would be longer than ${MAX_ANSWER} characters. Request fewer entries.`,
};

/**
 * The members `widgets` and `dashboards` of a `LiveAnswer`; entries beyond the size limit are denied in their place.
 * Cached once a second reader asks the same, and rebuilt only after a change: most asks are made only once.
 */
export function answerOf(view: View): string {
  let stamp = 0;
  for (const channel of view.channels) stamp += channel.version;
  if (view.answer?.stamp === stamp) return view.answer.json;
  let left = MAX_ANSWER;
  const fitting = (json: string, entry: LiveEntry | null | undefined): string => {
    left -= json.length;
    return left >= 0 ? json : refused(entry, NO_ROOM);
  };
  const named = new Set(view.items.flatMap((item) => ('channel' in item ? item.channel : [])));
  const dashboards = view.boards.map((board, index) =>
    'json' in board ? fitting(board.json, view.ask.dashboards[index]) : refused(board.denial.entry, board.denial.error),
  );
  const widgets = [
    ...view.items.map((item, index) =>
      'channel' in item
        ? fitting(widgetJson(item.channel, item.token), view.ask.widgets[index])
        : refused(item.denial.entry, item.denial.error),
    ),
    ...[...view.channels]
      .filter((it) => !named.has(it))
      .map((it) => fitting(widgetJson(it, undefined), { key: it.key })),
  ];
  const json = `"widgets":[${widgets.join(',')}],"dashboards":[${dashboards.join(',')}]`;
  view.answer = view.tickets.size > 1 && json.length <= MAX_KEPT ? { stamp, json } : null;
  return json;
}

const refused = (entry: LiveEntry | null | undefined, error: LiveError): string => JSON.stringify({ ...entry, error });
