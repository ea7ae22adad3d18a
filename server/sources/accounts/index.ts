import type { Guard } from '../guard.ts';
import { github } from './github.ts';
import { httpJson } from './http-json.ts';
import { newrelic } from './newrelic.ts';
import { postgresql } from './postgresql.ts';
import { rss } from './rss.ts';
import { createWeb, type Service, type ServiceFactory } from './service.ts';
import { twitter } from './twitter.ts';
import { wufoo } from './wufoo.ts';

/** Every kind of account. A new one is a file and a row. */
const FACTORIES = { http_json: httpJson, rss, github, newrelic, wufoo, twitter, postgresql } satisfies Record<
  string,
  ServiceFactory
>;

export type ServiceName = keyof typeof FACTORIES;
export type Services = Readonly<Record<ServiceName, Service>>;

/**
 * The services that can be linked, all of them behind one guard.
 * @param bases addresses that take the place of a service's own, by its name
 */
export function createServices(guard: Guard, bases: Partial<Record<ServiceName, string>> = {}): Services {
  return Object.fromEntries(
    Object.entries(FACTORIES).map(([name, factory]) => [
      name,
      factory(createWeb(guard, bases[name as ServiceName]), guard),
    ]),
  ) as Services;
}
