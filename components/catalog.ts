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
  // Parts of the elements, loaded when they are first needed. No widget type has a name like these.
  '#board': () => import('./dashboard/board.ts'),
  '#controls': () => import('./frame/controls.ts'),
  '#json': () => import('./live/json.ts'),
  '#languages': () => import('./locales/languages.ts'),
  '#mark': () => import('./frame/mark.ts'),
  '#states': () => import('./frame/states.ts'),
  '#unlock': () => import('./frame/unlock.ts'),
};

type Parts = typeof parts;

/** A loaded module, or the error that explains why there is none: an unknown type, or a failed request. */
export type Loaded<Name> = Partial<
  Name extends keyof Parts ? Awaited<ReturnType<Parts[Name]>> & { view: View } : { view: View }
> &
  Partial<Error>;

const loaders: Record<string, () => Promise<object>> = { __proto__: null as never, ...parts };
for (const name of TYPES.split(' ')) loaders[name] = () => import(`./widgets/${name}.ts`);

const loaded: Record<string, object | undefined> = { __proto__: null as never, number };

/** A module, `undefined` until it is loaded. */
export const module = <Name extends string>(name: Name): Loaded<Name> | undefined =>
  loaded[name] ?? (loaders[name] ? undefined : Error(`Type "${name}" is unknown.`));

const loading: Record<string, Promise<unknown> | undefined> = {};

/** Loads a module once; `undefined` when it is there already. A failed load may be repeated after 5 seconds. Never rejects. */
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
 * Adds a custom widget type, for elements on the page now and later. `source` is its definition, or a function that
 * loads it when the page shows the first widget of the type; see `WidgetDefinition`.
 * @throws Error when there is a type of that name already: built-in types cannot be replaced
 */
export function registerWidget(type: string, source: WidgetSource): void {
  if (loaders[type]) throw Error(`Type "${type}" is taken.`);
  loaders[type] = async () => (await import('./widgets/custom.ts')).adopt(source);
  module('#states')?.renew?.();
}

/** Loads everything, so that all rendering after it is synchronous: the server calls it before it renders. */
export async function loadAll(): Promise<void> {
  await Promise.all(Object.keys(loaders).map(load));
  await Promise.all(Object.keys(loaded).map((name) => module(name)?.view?.words?.()));
}
