import { writeSync } from 'node:fs';
import { openStore } from '../../server/store/open.ts';
import { board } from './store-rows.ts';

/** Pushes until it is killed; prints `widget version` only after the store has acknowledged it. */
const store = await openStore({ databaseUrl: process.argv[2] ?? '' });
const known = await store.widgets.list({}, { limit: 20 });
const ids = known.length > 0 ? known.map(({ id }) => id) : (await board(store, 20)).widgetIds;
const push = async (widgetId: number) => {
  for (;;) {
    const at = Date.now();
    const version = await store.writer.push({ widgetId, data: JSON.stringify({ at, text: 'x'.repeat(500) }), at });
    writeSync(1, `${widgetId} ${version}\n`);
  }
};
await Promise.all(ids.map(push));
