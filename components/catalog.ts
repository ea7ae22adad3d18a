import type { WidgetSource } from './widgets/custom.ts';
import * as number from './widgets/number.ts';
import type { View } from './widgets/widget-element.ts';

/**
 * THE catalog: every widget type. Each is the name of the module in `widgets/` that draws it, which a page loads when it
 * shows the first of them; `number` is part of the script that all pages have.
 */
export const TYPES =
  'number text html list chart countdown heatmap gauge progress status funnel boxes markdown table leaderboard timeline image embed';

const parts = {
  // What elements load when they come to need it; no widget type is called so.
  '#board': () => import('./dashboard/board.ts'),
  '#controls': () => import('./frame/controls.ts'),
  '#json': () => import('./live/json.ts'),
  '#languages': () => import('./locales/languages.ts'),
  '#mark': () => import('./frame/mark.ts'),
  '#states': () => import('./frame/states.ts'),
  '#unlock': () => import('./frame/unlock.ts'),
};

type Parts = typeof parts;

/** A module that is there, or why it is not: unknown, or out of reach for now. */
export type Loaded<Name> = Partial<
  Name extends keyof Parts ? Awaited<ReturnType<Parts[Name]>> & { view: View } : { view: View }
> &
  Partial<Error>;

const loaders: Record<string, () => Promise<object>> = { __proto__: null as never, ...parts };
for (const name of TYPES.split(' ')) loaders[name] = () => import(`./widgets/${name}.ts`);

const loaded: Record<string, object | undefined> = { __proto__: null as never, number };

/** A module, `undefined` until it is loaded. */
export const module = <Name extends string>(name: Name): Loaded<Name> | undefined =>
  loaded[name] ?? (loaders[name] ? undefined : Error(`Type “${name}” is unknown.`));

const loading: Record<string, Promise<unknown> | undefined> = {};

/** Loads a module once, `undefined` when it is there; after a failure, again from 5 seconds later on. Never rejects. */
export const load = (name: string): Promise<unknown> | undefined =>
  module(name)
    ? undefined
    : (loading[name] ??= loaders[name]?.()
        .catch((error: Error) => {
          setTimeout(() => (loading[name] = loaded[name] = undefined), 5000);
          return error;
        })
        .then((result) => (loaded[name] = result)));

/**
 * Adds a widget type of one's own, for elements that are on the page already and for those to come. `source` is what
 * draws it, or a function that loads that when the page shows the first of them; see `WidgetDefinition`.
 * @throws Error when there is a type of that name: those that are built in are not replaced
 */
export function registerWidget(type: string, source: WidgetSource): void {
  if (loaders[type]) throw Error(`Type “${type}” is taken.`);
  loaders[type] = async () => (await import('./widgets/custom.ts')).adopt(source);
  module('#states')?.renew?.();
}

/** Loads everything, so that all that follows draws in one go: what the server does before it renders. */
export async function loadAll(): Promise<void> {
  await Promise.all(Object.keys(loaders).map(load));
  await Promise.all(Object.keys(loaded).map((name) => module(name)?.view?.words?.()));
}
