import type { Json } from '../../components/model/widget.ts';
import { type Placed, place } from './parts.ts';

/** Days with orders, orders in total, and days that the dashboard shows by default. */
const DAYS = 84;
const ORDERS = 500;
const SHOWN_DAYS = 42;
const DAY = 86_400_000;

const PRODUCTS: readonly [name: string, price: number, weight: number][] = [
  ['Espresso cup', 14, 9],
  ['Teapot', 48, 5],
  ['Carafe', 32, 6],
  ['Breakfast plate', 19, 8],
  ['Salad bowl', 36, 4],
  ['Vase', 64, 3],
  ['Coffee filter', 22, 7],
];
const REGIONS: readonly [name: string, weight: number][] = [
  ['Europe', 9],
  ['Americas', 6],
  ['Asia', 4],
  ['Oceania', 1],
];
/** The stages of an order, which it passes in this sequence. */
const STAGES: readonly [name: string, weight: number][] = [
  ['placed', 6],
  ['paid', 5],
  ['shipped', 9],
  ['delivered', 80],
];

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Reproducible random numbers from 0 to below 1 (linear congruential generator, Numerical Recipes). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function pick<T extends readonly [string, ...number[]]>(list: readonly T[], at: number): T {
  const weightOf = (each: T): number => Number(each.at(-1));
  let rest = at * list.reduce((sum, each) => sum + weightOf(each), 0);
  return list.find((each) => (rest -= weightOf(each)) < 0) ?? (list[0] as T);
}

/**
 * Orders of a fictional shop, as CSV: the same at every start, except that they end today, so that the dashboard is up
 * to date. Sales grow a little, and are better at weekends.
 * @param now milliseconds since 1970
 */
export function shopOrders(now: number): string {
  const next = random(20_260_101);
  const last = Math.floor(now / DAY);
  const rows = Array.from({ length: ORDERS }, (_, index) => {
    // At least one order per day; the others are more likely on later days.
    const ago = index < DAYS ? index : Math.floor(DAYS * (next() < 0.4 ? Math.min(next(), next()) : next()));
    const day = last - ago;
    const [product, price] = pick(PRODUCTS, next());
    const [region] = pick(REGIONS, next());
    const isWeekend = (day + 4) % 7 === 0 || (day + 4) % 7 === 6;
    const quantity = 1 + Math.floor(next() * (isWeekend ? 5 : 3));
    const [stage] = pick(STAGES, next());
    return { day, line: [1000 + index, dayOf(day * DAY), region, product, quantity, price * quantity, stage].join() };
  });
  rows.sort((a, b) => a.day - b.day);
  return ['id,day,region,product,quantity,amount,stage', ...rows.map(({ line }) => line)].join('\n');
}

/** The parameters of the dashboard: a region, and the first day to include. */
export const shopParameters = (now: number): Json => [
  { name: 'region', label: 'Region', default: 'All', options: ['All', ...REGIONS.map(([name]) => name)] },
  { name: 'since', label: 'Since', default: dayOf(now - SHOWN_DAYS * DAY) },
];

/** An empty field includes all days. */
const SINCE = `coalesce(try_cast($since as date), date '2000-01-01')`;
const HERE = `($region = 'All' or region = $region)`;
const ASKED = `${HERE} and day >= ${SINCE}`;

/** A sum, and the same over the preceding period of equal length. */
const compared = (table: string, sum: string): string => `
  with begin as (select greatest(${SINCE}, min(day)) as first, max(day) as last from ${table}),
  span as (select first, cast(last - first + 1 as integer) as days from begin)
  select coalesce(${sum} filter (where day >= first), 0) as now,
    nullif(${sum} filter (where day < first and day >= first - days), 0) as before,
    'since ' || strftime(any_value(first), '%-d %B') as caption,
    'previous period' as compared
  from ${table}, span where ${HERE}`;

/** The widgets of the shop: each one queries the table of orders, except for the explanatory text. */
export const shopWidgets = (table: string): readonly Placed[] => [
  {
    title: 'Revenue',
    type: 'number',
    config: { prefix: '€', decimal_places: 0, format_number: '1' },
    source: { sql: compared(table, 'sum(amount)') },
    ...place(0, 0, 3, 2),
  },
  {
    title: 'Orders',
    type: 'number',
    config: { decimal_places: 0, format_number: '1' },
    source: { sql: compared(table, 'count(*)') },
    ...place(3, 0, 3, 2),
  },
  {
    title: '',
    type: 'text',
    // It is true for as long as the demo is there.
    config: { stale_after: 31_536_000 },
    data: {
      text1: 'One table, six queries',
      text2: 'Every widget here is an SQL query on one dataset. Choose a region or a day: only you see the result.',
    },
    ...place(6, 0, 6, 2),
  },
  {
    title: 'Revenue per day',
    type: 'chart',
    config: { chart_type: 'line', x_axes_type: 1, prefix: '€', decimal_places: 0 },
    source: {
      sql: `
        with days as (select distinct day from ${table}),
        sums as (
          select days.day, coalesce(sum(amount) filter (where ${HERE}), 0) as amount
          from days join ${table} using (day) group by days.day
        ),
        smooth as (
          select day, amount, avg(amount) over (order by day rows between 6 preceding and current row) as week from sums
        )
        select day, amount as "Each day", round(week, 2) as "Average of 7 days"
        from smooth where day >= ${SINCE} order by day`,
    },
    ...place(0, 2, 8, 4),
  },
  {
    // All regions, so that the selected one can be compared.
    title: 'Revenue by region',
    type: 'chart',
    config: { chart_type: 'bar', horizontal: true, prefix: '€', decimal_places: 0 },
    source: {
      sql: `select region, sum(amount) as "Revenue" from ${table} where day >= ${SINCE} group by region order by 2 desc`,
    },
    ...place(8, 2, 4, 4),
  },
  {
    title: 'Products',
    type: 'table',
    config: {
      columns: [
        { key: 'Product' },
        { key: 'Orders', type: 'number' },
        { key: 'Pieces', type: 'number' },
        { key: 'Revenue', type: 'currency', currency: 'EUR', decimal_places: 0 },
        { key: 'Share', type: 'percent', decimal_places: 0 },
      ],
    },
    source: {
      sql: `
        select product as "Product", count(*) as "Orders", sum(quantity) as "Pieces", sum(amount) as "Revenue",
          sum(amount) / sum(sum(amount)) over () as "Share"
        from ${table} where ${ASKED} group by product order by "Revenue" desc`,
    },
    ...place(0, 6, 7, 4),
  },
  {
    title: 'From the basket to the door',
    type: 'funnel',
    config: { decimal_places: 0, format_number: '1' },
    source: {
      sql: `
        with asked as (select stage from ${table} where ${ASKED})
        select 'Placed' as name, count(*) as value from asked
        union all select 'Paid', count(*) from asked where stage <> 'placed'
        union all select 'Shipped', count(*) from asked where stage in ('shipped', 'delivered')
        union all select 'Delivered', count(*) from asked where stage = 'delivered'`,
    },
    ...place(7, 6, 5, 4),
  },
];
