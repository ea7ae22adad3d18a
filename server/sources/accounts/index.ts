import type { Guard } from '../guard.ts';
import { github } from './github.ts';
import { httpJson } from './http-json.ts';
import { newrelic } from './newrelic.ts';
import { postgresql } from './postgresql.ts';
import { rss } from './rss.ts';
import { createWeb, type Service, type ServiceFactory } from './service.ts';
import { twitter } from './twitter.ts';
import { wufoo } from './wufoo.ts';

/** Every kind of account. A new kind is a file and a row here. */
const FACTORIES = { http_json: httpJson, rss, github, newrelic, wufoo, twitter, postgresql } satisfies Record<
  string,
  ServiceFactory
>;

export type ServiceName = keyof typeof FACTORIES;
export type Services = Readonly<Record<ServiceName, Service>>;

/**
 * The services that accounts can be linked to; all requests go through one guard.
 * @param bases replacements for the origins of services, for tests
 */
export function createServices(guard: Guard, bases: Partial<Record<ServiceName, string>> = {}): Services {
  return Object.fromEntries(
    Object.entries(FACTORIES).map(([name, factory]) => [
      name,
      factory(createWeb(guard, bases[name as ServiceName]), guard),
    ]),
  ) as Services;
}
