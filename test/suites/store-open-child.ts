import { openStore } from '../../server/store/open.ts';
import { board } from './store-rows.ts';

/** Opens a store, writes one board, and closes it. */
const store = await openStore({ databaseUrl: process.argv[2] ?? '' });
await board(store, 1);
await store.close();
