import { createSecrets } from '../../server/auth/secrets.ts';
import { createBus } from '../../server/domain/bus.ts';
import { createDomain } from '../../server/domain/index.ts';
import { systemPrincipal } from '../../server/domain/rights.ts';
import { createDatasetEngine } from '../../server/sources/duckdb/index.ts';
import { openStore } from '../../server/store/open.ts';
import { csv, FOREVER } from './datasets.ts';

/** Appends to a dataset and reports each time, until it is killed. Arguments: data directory, workspace, dataset. */
const [, , dataDir = '', workspaceId, datasetId] = process.argv;
const store = await openStore({ databaseUrl: `sqlite:${dataDir}/test.db` });
const datasetEngine = createDatasetEngine({
  directory: `${dataDir}/datasets`,
  datasets: store.datasets,
  queryTime: 600_000,
});
const secrets = createSecrets({ secretKey: 'k'.repeat(32) });
const domain = createDomain({ store, bus: createBus(), secrets, now: Date.now, datasetEngine });
// Keeps a worker busy, since an idle one would end by itself.
datasetEngine.query(Number(workspaceId), { sql: FOREVER }).catch(() => undefined);
while (datasetEngine.atWork() === 0) await new Promise(setImmediate);
const upload = csv(`a,b\n${Array.from({ length: 500 }, (_, index) => `${index},row ${index}`).join('\n')}\n`);
for (;;) {
  const { rowCount } = await domain.datasets.append(systemPrincipal(Number(workspaceId)), Number(datasetId), upload);
  process.send?.({ rowCount, pids: datasetEngine.pids() });
}
