import type { JsonObject } from '../../components/model/widget.ts';

/** Pushes to the widgets of a dashboard, by title. */
export interface Feed {
  /** Ignores widgets that were renamed or deleted. */
  push(title: string, data: JsonObject): Promise<void>;
  /** The text of `/metrics`. */
  metrics(): Promise<string>;
  /** The current data of a widget; `undefined` if none has this title. */
  dataOf(title: string): Promise<JsonObject | undefined>;
  keyOf(title: string): string | undefined;
}

export interface FeedOptions {
  /** Address of the server. */
  server: string;
  apiKey: string;
  /** Key of the dashboard. */
  dashboard: string;
  onProblem(message: string): void;
  /** Called after each push. @param milliseconds it took */
  onPushed(milliseconds: number): void;
}

interface Found {
  key: string;
  title: string;
  type: string;
}

/** Loads the list of widgets. @throws if the server does not answer */
export async function openFeed({ server, apiKey, dashboard, onProblem, onPushed }: FeedOptions): Promise<Feed> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const request = (path: string, init: RequestInit = {}) =>
    fetch(server + path, { headers, signal: AbortSignal.timeout(5000), ...init });
  const { widgets } = (await (await request(`/api/v2/dashboards/${dashboard}/widgets/`)).json()) as {
    widgets: Found[];
  };
  const find = (title: string): Found | undefined =>
    widgets.find((candidate) => candidate.title === title && (title || candidate.type === 'text'));

  return {
    async push(title, data) {
      const widget = find(title);
      if (!widget) return;
      const started = performance.now();
      const body = JSON.stringify(data);
      const answer = await request(`/api/v2/widgets/${widget.key}/data/`, { method: 'POST', body });
      onPushed(performance.now() - started);
      if (!answer.ok) onProblem(`push to “${title}” was answered ${answer.status}`);
      await answer.arrayBuffer();
    },
    metrics: async () => (await request('/metrics')).text(),
    async dataOf(title) {
      const widget = find(title);
      if (!widget) return undefined;
      const answer = await request(`/api/v2/widgets/${widget.key}/`);
      return ((await answer.json()) as { data?: JsonObject }).data ?? undefined;
    },
    keyOf: (title) => find(title)?.key,
  };
}
