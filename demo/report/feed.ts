import type { JsonObject } from '../../components/model/widget.ts';

/** A dashboard's widgets to push to, by their titles. */
export interface Feed {
  /** Widgets that somebody has renamed or deleted are left alone. */
  push(title: string, data: JsonObject): Promise<void>;
  /** What `/metrics` says. */
  metrics(): Promise<string>;
  /** The data of a widget as it is now; `undefined` when there is none of this title. */
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
  /** After each answer to a push. @param milliseconds it took */
  onPushed(milliseconds: number): void;
}

interface Found {
  key: string;
  title: string;
  type: string;
}

/** Asks which widgets there are. @throws when the server does not answer */
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
