import type { Logger } from 'pino';
import type { Assets } from '../assets.ts';
import type { KeySet } from '../auth/jwks.ts';
import type { Config } from '../config.ts';
import type { Bus } from '../domain/bus.ts';
import type { Domain } from '../domain/domain.ts';
import type { Store } from '../domain/ports.ts';
import type { Hub } from '../live/hub.ts';
import type { Renderer } from '../render/ssr.ts';
import type { Sources } from '../sources/index.ts';

/** Everything the web application is made of; `main.ts` builds it once. */
export interface AppDeps {
  config: Config;
  log: Logger;
  bus: Bus;
  domain: Domain;
  hub: Hub;
  /** Public keys that verify bearer tokens of other issuers, if JWKS_URL is set. */
  keySet?: KeySet;
  assets: Assets;
  renderer: Renderer;
  sources: Sources;
  store: Pick<Store, 'ping'>;
  /**
   * `draining` turns true when the process was asked to stop: /readyz fails from then on. `busy` is the number of
   * requests under way, including those whose client has disconnected: they still need the store.
   */
  lifecycle: { draining: boolean; busy: number };
}
