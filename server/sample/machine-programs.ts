import { type Placed, place } from './parts.ts';

/** The page of processes. */
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
      subtitle: 'With the trend since a moment ago',
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
