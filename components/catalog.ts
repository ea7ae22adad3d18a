import type { View } from './widgets/widget-element.ts';

/** THE table: widget type -> module of its view. A page loads a type's module when it shows the first of them. */
const loaders = {
  number: () => import('./widgets/number.ts'),
  text: () => import('./widgets/text.ts'),
  html: () => import('./widgets/html.ts'),
  list: () => import('./widgets/list.ts'),
  chart: () => import('./widgets/chart.ts'),
  countdown: () => import('./widgets/countdown.ts'),
  heatmap: () => import('./widgets/heatmap.ts'),
  gauge: () => import('./widgets/gauge.ts'),
  progress: () => import('./widgets/progress.ts'),
  status: () => import('./widgets/status.ts'),
  funnel: () => import('./widgets/funnel.ts'),
  boxes: () => import('./widgets/boxes.ts'),
  markdown: () => import('./widgets/markdown.ts'),
  table: () => import('./widgets/table.ts'),
  leaderboard: () => import('./widgets/leaderboard.ts'),
  timeline: () => import('./widgets/timeline.ts'),
  image: () => import('./widgets/image.ts'),
  embed: () => import('./widgets/embed.ts'),
  // What elements load when they come to need it; no widget type is called so.
  '#board': () => import('./dashboard/board.ts'),
  '#json': () => import('./live/json.ts'),
  '#states': () => import('./frame/states.ts'),
};

type Loaders = typeof loaders;

/** A module that is there, or why it is not: unknown, or out of reach for now. */
export type Loaded<Name> = Partial<
  Name extends keyof Loaders ? Awaited<ReturnType<Loaders[Name]>> & { view: View } : { view: View }
> &
  Partial<Error>;

const loaded: Record<string, object | undefined> = Object.create(null);

/** A module, `undefined` until it is loaded. */
export const module = <Name extends string>(name: Name): Loaded<Name> | undefined =>
  loaded[name] ?? (Object.hasOwn(loaders, name) ? undefined : Error(`Type “${name}” is unknown.`));

const loading: Record<string, Promise<unknown> | undefined> = {};

/** Loads a module once, `undefined` when it is there; after a failure, again from 5 seconds later on. Never rejects. */
export const load = (name: string): Promise<unknown> | undefined =>
  module(name)
    ? undefined
    : (loading[name] ??= (loaders as Record<string, () => Promise<object>>)
        [name]?.()
        .catch((error: Error) => {
          setTimeout(() => (loading[name] = loaded[name] = undefined), 5000);
          return error;
        })
        .then((result) => (loaded[name] = result)));

/** Loads everything, so that all that follows draws in one go: what the server does before it renders. */
export async function loadAll(): Promise<void> {
  await Promise.all(Object.keys(loaders).map(load));
  await Promise.all(Object.keys(loaders).map((name) => module(name)?.view?.words?.()));
}
