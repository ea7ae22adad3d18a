import type { JsonObject } from '../../../components/model/widget.ts';
import type { Template } from './template-schema.ts';

const PAGEVIEW = { kind: 'EventsNode', event: '$pageview', name: '$pageview' };
const event = (math: string): JsonObject => ({ ...PAGEVIEW, math });
const viz = (source: JsonObject): JsonObject => ({ kind: 'InsightVizNode', source });

interface Question {
  math?: string;
  display?: string;
  interval?: string;
  from?: string;
  breakdown?: string;
  search?: boolean;
}

/** A query that counts an event, over time or in total. */
function trends({
  math = 'dau',
  display = 'ActionsLineGraph',
  interval = 'day',
  from = '-30d',
  breakdown,
  search,
}: Question) {
  return viz({
    kind: 'TrendsQuery',
    series: [event(math)],
    interval,
    dateRange: { date_from: from },
    trendsFilter: { display },
    ...(breakdown && { breakdownFilter: { breakdown, breakdown_type: 'event' } }),
    ...(search && {
      properties: [{ key: '$referring_domain', type: 'event', value: 'google|duckduckgo|bing', operator: 'regex' }],
    }),
  });
}

const retention = viz({
  kind: 'RetentionQuery',
  retentionFilter: {
    period: 'Week',
    retentionType: 'retention_first_time',
    targetEntity: { id: '$pageview', type: 'events' },
    returningEntity: { id: '$pageview', type: 'events' },
  },
});
const lifecycle = viz({
  kind: 'LifecycleQuery',
  series: [PAGEVIEW],
  interval: 'week',
  dateRange: { date_from: '-30d' },
});
const funnel = viz({
  kind: 'FunnelsQuery',
  series: [1, 2, 3].map((step) => ({ ...PAGEVIEW, custom_name: ['First', 'Second', 'Third'][step - 1] as string })),
  funnelsFilter: { layout: 'horizontal', funnelVizType: 'steps' },
  breakdownFilter: { breakdown: '$browser', breakdown_type: 'event' },
});

/** Two tiles side by side, five rows high. */
const insight = (name: string, description: string, query: JsonObject, index: number, color: string | null = null) => ({
  type: 'INSIGHT',
  name,
  description,
  query,
  color,
  layouts: {
    sm: { x: (index % 2) * 6, y: Math.floor(index / 2) * 5, w: 6, h: 5, minW: 3, minH: 5 },
    xs: { x: 0, y: index * 5, w: 1, h: 5, minW: 1, minH: 3 },
  },
});

type Row = [name: string, description: string, query: JsonObject, color?: string];
const template = (
  template_name: string,
  dashboard_description: string,
  rows: Row[],
  tags: string[] = [],
): Template => ({
  template_name,
  dashboard_description,
  dashboard_filters: {},
  tiles: rows.map(([name, description, query, color], index) => insight(name, description, query, index, color)),
  tags,
});

const PRODUCT: Row[] = [
  ['Daily active users (DAUs)', 'Shows the number of unique users that use your app every day.', trends({}), 'blue'],
  [
    'Weekly active users (WAUs)',
    'Shows the number of unique users that use your app every week.',
    trends({ interval: 'week', from: '-90d' }),
    'green',
  ],
  ['Retention', 'Weekly retention of your users.', retention, 'blue'],
  [
    'Growth accounting',
    'How many of your users are new, returning, resurrecting, or dormant each week.',
    lifecycle,
    'purple',
  ],
  [
    'Referring domain (last 14 days)',
    'Shows the most common referring domains for your users over the past 14 days.',
    trends({ display: 'ActionsBarValue', from: '-14d', breakdown: '$referring_domain' }),
    'black',
  ],
  [
    'Pageview funnel, by browser',
    'This example funnel shows how many of your users have completed 3 page views, broken down by browser.',
    funnel,
    'green',
  ],
];

const WEBSITE: Row[] = [
  [
    'Website Unique Users (Total)',
    'Shows the number of unique users that visit the website.',
    trends({ display: 'BoldNumber' }),
  ],
  [
    'Organic SEO Unique Users (Total)',
    'Shows the number of unique users that come from a search engine.',
    trends({ display: 'BoldNumber', search: true }),
  ],
  ['Website Unique Users (Breakdown)', 'Unique visitors per day.', trends({})],
  ['Organic SEO Unique Users (Breakdown)', 'Unique visitors from search engines per day.', trends({ search: true })],
  ['Sessions Per User', 'How often visitors come back.', trends({ math: 'unique_session' })],
  ['Pages Per User', 'How much visitors read.', trends({ math: 'total' })],
  [
    'Top Website Pages (Overall)',
    'The pages with the most views.',
    trends({ math: 'total', display: 'ActionsBarValue', breakdown: '$current_url' }),
  ],
  [
    'Top Website Pages (via Google)',
    'The pages with the most views by those who came from a search engine.',
    trends({ math: 'total', display: 'ActionsBarValue', breakdown: '$current_url', search: true }),
  ],
  [
    'Website Users by Location',
    'Where visitors are.',
    trends({ display: 'WorldMap', breakdown: '$geoip_country_code' }),
  ],
];

/** The templates of `use_template`: the two legacy names, and the one the original ships with. */
export const TEMPLATES: readonly Template[] = [
  template('DEFAULT_APP', '', PRODUCT),
  template('WEBSITE_TRAFFIC', '', WEBSITE),
  template('Product analytics', '', PRODUCT, ['popular']),
];
