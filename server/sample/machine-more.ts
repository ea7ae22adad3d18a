import { MOMENTS, type Placed, place, wave } from './parts.ts';

const DISKS_HTML = `<table>
<thead><tr><th>Disk</th><th>Used</th><th>Free</th></tr></thead>
<tbody><tr><td><b>/</b></td><td><meter min="0" max="100" high="85" value="42">42%</meter> 42%</td><td>58 GB</td></tr></tbody>
</table>`;

/** What runs on the machine. */
export const PROGRAMS: readonly Placed[] = [
  {
    title: 'Processes',
    type: 'table',
    config: {
      subtitle: 'Sort by any column',
      page_size: 10,
      columns: [
        { key: 'pid', label: 'PID', type: 'text', align: 'end' },
        { key: 'name', label: 'Name' },
        { key: 'cpu', label: 'CPU', type: 'bar', suffix: '%', max: 100 },
        { key: 'memory', label: 'Memory', type: 'number', suffix: ' MB', decimal_places: 0 },
        { key: 'since', label: 'Started', type: 'datetime' },
      ],
    },
    data: {
      rows: [
        { pid: '1', name: 'init', cpu: 0.1, memory: 12, since: '2026-01-01T08:00:00Z' },
        { pid: '412', name: 'node', cpu: 12.4, memory: 148, since: '2026-01-01T11:58:00Z' },
      ],
    },
    ...place(0, 0, 8, 6),
  },
  {
    title: 'Most processor time',
    type: 'leaderboard',
    config: {
      subtitle: 'And whether it is more than a moment ago',
      subtitle1: 'Time',
      subtitle2: 'Now',
    },
    data: {
      board: [
        { name: 'node', values: ['12 min', '12%'], trend: 'up' },
        { name: 'init', values: ['1 min', '0%'], trend: 'flat' },
      ],
    },
    ...place(8, 0, 4, 6),
  },
  {
    title: 'Busiest programs',
    type: 'list',
    config: { subtitle: 'Share of one core' },
    data: { items: [{ name: 'node', value: '12%' }] },
    ...place(0, 6, 3, 4),
  },
  {
    title: 'Memory by program',
    type: 'chart',
    config: { chart_type: 'bar', horizontal: true, suffix: ' MB', decimal_places: 0 },
    data: { labels: ['node', 'init'], datasets: [['MB', [148, 12]]] },
    ...place(3, 6, 5, 4),
  },
  {
    title: 'Where the memory is',
    type: 'chart',
    config: { chart_type: 'doughnut', suffix: ' GB', decimal_places: 1 },
    data: { labels: ['Programs', 'Cache', 'Free'], datasets: [['GB', [3.1, 2.2, 2.7]]] },
    ...place(8, 6, 4, 4),
  },
];

/** What happened so far, and how to make something happen. */
export const HISTORY: readonly Placed[] = [
  {
    title: 'Network',
    type: 'chart',
    config: { chart_type: 'bar', x_axes_type: 2, suffix: ' KB/s', subtitle: 'Received and sent' },
    data: {
      labels: [...MOMENTS],
      datasets: [
        { label: 'In', data: wave(140, 70, 2) },
        { label: 'Out', data: wave(60, 25, 3) },
      ],
    },
    ...place(0, 0, 7, 4),
  },
  {
    title: 'What happened',
    type: 'timeline',
    config: { limit: 20 },
    data: { entries: [{ title: 'The sample was made', content: 'Nothing was pushed yet.' }] },
    ...place(7, 0, 5, 8),
  },
  {
    title: 'How long a push takes',
    type: 'chart',
    config: {
      chart_type: 'scatter',
      x_axes_type: 2,
      suffix: ' ms',
      decimal_places: 1,
      subtitle: 'Each dot is a push, from the request to its answer',
    },
    data: {
      labels: [],
      datasets: [{ label: 'Pushes', data: wave(4, 2).map((y, at) => ({ x: MOMENTS[at] ?? '', y })) }],
    },
    ...place(0, 4, 7, 4),
  },
  {
    title: 'Disks and system',
    type: 'html',
    data: { html1: DISKS_HTML },
    ...place(0, 8, 5, 4),
  },
  {
    title: 'Move it yourself',
    type: 'markdown',
    data: { body: 'Every widget here is moved by **one request** to `/api/v2/widgets/KEY/data/`.' },
    ...place(5, 8, 7, 4),
  },
];
