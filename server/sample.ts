import type { Domain } from './domain/domain.ts';
import { DomainError } from './domain/errors.ts';
import type { Dashboard, Dataset, Principal } from './domain/model.ts';
import { HISTORY } from './sample/machine-history.ts';
import { NOW } from './sample/machine-now.ts';
import { PROGRAMS } from './sample/machine-programs.ts';
import type { Placed } from './sample/parts.ts';
import { shopOrders, shopParameters, shopWidgets } from './sample/shop.ts';

/** Slugs of the sample dashboards, by which a second start finds them. */
export const SAMPLE_SLUG = 'this-machine';
const SHOP_SLUG = 'shop';

const SHOP_DATASET = 'Shop orders';

export const SAMPLE_PAGES: readonly (readonly [name: string, widgets: readonly Placed[]])[] = [
  ['Now', NOW],
  ['Programs', PROGRAMS],
  ['History', HISTORY],
];

type Makers = Pick<Domain, 'dashboards' | 'widgets' | 'pages' | 'datasets'>;

const find = async ({ dashboards }: Makers, principal: Principal, wanted: string): Promise<Dashboard | undefined> =>
  (await dashboards.list(principal)).find(({ slug }) => slug === wanted);

/**
 * Creates "This machine, live", open by its key, in the principal's workspace, with each widget type used for what it is
 * good at. It shows sample data until somebody pushes; the demo's pusher finds the widgets by their titles.
 * Does nothing when it exists already.
 */
export async function seedSample(domain: Makers, principal: Principal): Promise<Dashboard> {
  const known = await find(domain, principal, SAMPLE_SLUG);
  if (known) return known;
  const { dashboards, pages, widgets } = domain;
  const dashboard = await dashboards.create(principal, {
    name: 'This machine, live',
    slug: SAMPLE_SLUG,
    description: 'What the computer that runs Boardcast is doing, pushed through the public API.',
    isPrivate: false,
    background: 'plain',
    refreshInterval: 30,
  });
  for (const [index, [name, drafts]] of SAMPLE_PAGES.entries()) {
    const page = index + 1;
    await (page === 1 ? pages.update(principal, dashboard, 1, { name }) : pages.add(principal, dashboard, { name }));
    for (const draft of drafts) await widgets.create(principal, dashboard.key, { refreshInterval: 30, ...draft, page });
  }
  return dashboard;
}

/**
 * Creates "Shop", open by its key, from a dataset and queries over it. Does nothing when it exists already.
 * @param now milliseconds since 1970: the orders end on that day
 * @returns `undefined` on a server without datasets
 */
export async function seedShop(domain: Makers, principal: Principal, now: number): Promise<Dashboard | undefined> {
  const known = await find(domain, principal, SHOP_SLUG);
  if (known) return known;
  const { dashboards, widgets } = domain;
  const dataset = await shopDataset(domain, principal, now);
  if (!dataset) return undefined;
  const dashboard = await dashboards.create(principal, {
    name: 'Shop',
    slug: SHOP_SLUG,
    description: 'Orders of a shop that does not exist: a dataset, questions about it, and parameters to choose.',
    isPrivate: false,
    background: 'plain',
    refreshInterval: 300,
    parameters: shopParameters(now),
  });
  for (const draft of shopWidgets(dataset.tableName)) await widgets.create(principal, dashboard.key, draft);
  return dashboard;
}

async function shopDataset({ datasets }: Makers, principal: Principal, now: number): Promise<Dataset | undefined> {
  const known = (await datasets.list(principal)).find(({ name }) => name === SHOP_DATASET);
  if (known) return known;
  const bytes = new TextEncoder().encode(shopOrders(now));
  try {
    return await datasets.create(principal, { name: SHOP_DATASET, upload: { format: 'csv', bytes } });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'unavailable') return undefined;
    throw error;
  }
}
