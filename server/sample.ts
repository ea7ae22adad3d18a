import type { JsonObject } from '../components/model/widget.ts';
import type { Domain, WidgetDraft } from './domain/domain.ts';
import type { Dashboard, Principal } from './domain/model.ts';

/** Slug of the sample dashboard: by it a second start knows that it is there. */
export const SAMPLE_SLUG = 'this-machine';

/** Minutes and values of an hour, so that no chart is empty before the first push. */
const MINUTES = Array.from({ length: 12 }, (_, index) => `2026-01-01 12:${String(index * 5).padStart(2, '0')}:00`);
const wave = (middle: number, swing: number, phase = 0): number[] =>
  MINUTES.map((_, index) => Math.round(10 * (middle + swing * Math.sin(index / 1.7 + phase))) / 10);

const DISKS_HTML = `<table>
<thead><tr><th>Disk</th><th>Used</th><th>Free</th></tr></thead>
<tbody><tr><td><b>/</b></td><td><meter min="0" max="100" high="85" value="42">42 %</meter> 42 %</td><td>58 GB</td></tr></tbody>
</table>`;

const place = (x: number, y: number, w: number, h: number) => ({ x, y, w, h });
const figure = (data: JsonObject, config: JsonObject = {}): Pick<WidgetDraft, 'type' | 'config' | 'data'> => ({
  type: 'number',
  config: { decimal_places: 0, format_number: '1', ...config },
  data,
});

/**
 * "This machine, live": each of the six types used for what it is good at. What it holds are sample figures,
 * until somebody pushes; the demo's pusher finds the widgets by their titles.
 */
export const SAMPLE_WIDGETS: readonly WidgetDraft[] = [
  {
    title: '',
    type: 'text',
    data: {
      text1: 'Waiting for the first push',
      text2: 'Until then these are sample figures. One curl to any of these widgets, and every page repaints.',
    },
    ...place(0, 0, 6, 2),
  },
  {
    title: 'Yours to move',
    ...figure(
      { value1: 42, text1: 'until you push another' },
      { subtitle: 'The pusher leaves this one alone', stale_after: 31_536_000 },
    ),
    ...place(6, 0, 3, 2),
  },
  {
    title: 'Next full hour',
    type: 'countdown',
    config: { end_text: 'The hour has struck' },
    data: { target_datetime: '2030-01-01 00:00:00' },
    ...place(9, 0, 3, 2),
  },
  {
    title: 'Load',
    ...figure(
      { value1: 0.84, value2: 0.91, text1: 'last minute', text2: 'over 15 minutes' },
      { decimal_places: 2, direction: 'down-good' },
    ),
    ...place(0, 2, 3, 2),
  },
  {
    title: 'Memory in use',
    ...figure(
      { value1: 61.2, value2: 60.8, text2: 'five minutes ago' },
      { suffix: ' %', decimal_places: 1, direction: 'down-good' },
    ),
    ...place(3, 2, 3, 2),
  },
  {
    title: 'Pushes per second',
    ...figure({ value1: 9, value2: 8, text2: 'on average' }, { decimal_places: 1 }),
    ...place(6, 2, 3, 2),
  },
  {
    title: 'Viewers',
    ...figure({ value1: 1, text1: 'open streams' }),
    ...place(9, 2, 3, 2),
  },
  {
    title: 'CPU',
    type: 'chart',
    config: { chart_type: 'line', x_axes_type: 2, suffix: ' %', subtitle: 'Busy, in percent of all cores' },
    data: {
      labels: MINUTES,
      datasets: [
        { label: 'User', data: wave(22, 9) },
        { label: 'System', data: wave(8, 3, 1) },
      ],
    },
    ...place(0, 4, 8, 4),
  },
  {
    title: 'Where the memory is',
    type: 'chart',
    config: { chart_type: 'doughnut', suffix: ' GB', decimal_places: 1 },
    data: { labels: ['Programs', 'Cache', 'Free'], datasets: [['GB', [3.1, 2.2, 2.7]]] },
    ...place(8, 4, 4, 4),
  },
  {
    title: 'Network',
    type: 'chart',
    config: { chart_type: 'bar', x_axes_type: 2, suffix: ' KB/s', subtitle: 'Received and sent' },
    data: {
      labels: MINUTES,
      datasets: [
        { label: 'In', data: wave(140, 70, 2) },
        { label: 'Out', data: wave(60, 25, 3) },
      ],
    },
    ...place(0, 8, 5, 4),
  },
  {
    title: 'Busiest programs',
    type: 'list',
    config: { subtitle: 'Share of one core' },
    data: { items: [{ name: 'node', value: '12 %' }] },
    ...place(5, 8, 3, 4),
  },
  {
    title: 'Disks and system',
    type: 'html',
    data: { html1: DISKS_HTML },
    ...place(8, 8, 4, 4),
  },
];

/**
 * Makes the sample dashboard, open by its key, in the principal's workspace.
 * Does nothing when it is there already.
 */
export async function seedSample({ dashboards, widgets }: Domain, principal: Principal): Promise<Dashboard> {
  const known = (await dashboards.list(principal)).find(({ slug }) => slug === SAMPLE_SLUG);
  if (known) return known;
  const dashboard = await dashboards.create(principal, {
    name: 'This machine, live',
    slug: SAMPLE_SLUG,
    description: 'What the computer that runs Boardcast is doing, pushed through the public API.',
    isPrivate: false,
    background: 'plain',
    refreshInterval: 30,
  });
  for (const draft of SAMPLE_WIDGETS) await widgets.create(principal, dashboard.key, { refreshInterval: 30, ...draft });
  return dashboard;
}
