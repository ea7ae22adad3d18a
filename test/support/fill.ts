import type { JsonObject } from '../../components/model/widget.ts';
import { createSecrets } from '../../server/auth/secrets.ts';
import { loadConfig } from '../../server/config.ts';
import { createBus } from '../../server/domain/bus.ts';
import { createDomain } from '../../server/domain/index.ts';
import { openStore } from '../../server/store/open.ts';
import { ADMIN_KEY, type TestServer } from './server.ts';

/** A dashboard that anybody may read, filled by a test. */
export interface Board {
  key: string;
  /** Keys of its widgets, in order. */
  widgets: string[];
}

/** Adds a public dashboard with `count` widgets of one type to a running server's database. */
export async function fillBoard(
  server: TestServer,
  count: number,
  type: string,
  draft: (index: number) => { title?: string; config?: JsonObject; data?: JsonObject } = () => ({}),
): Promise<Board> {
  const { databaseUrl, secretKey } = loadConfig(server.env);
  const store = await openStore({ databaseUrl });
  try {
    const secrets = createSecrets({ secretKey });
    const domain = createDomain({ store, bus: createBus(), secrets, now: Date.now });
    const admin = await domain.people.byApiKey(ADMIN_KEY);
    const { key } = await domain.dashboards.create(admin, {
      name: `${count} x ${type}`,
      visibility: 'public',
      isPrivate: false,
    });
    const widgets: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const widget = await domain.widgets.create(admin, key, { type, title: `Widget ${index + 1}`, ...draft(index) });
      widgets.push(widget.key);
    }
    return { key, widgets };
  } finally {
    await store.close();
  }
}
