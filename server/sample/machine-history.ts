import { MOMENTS, type Placed, place, wave } from './parts.ts';

const DISKS_HTML = `<table>
<thead><tr><th>Disk</th><th>Used</th><th>Free</th></tr></thead>
<tbody><tr><td><b>/</b></td><td><meter min="0" max="100" high="85" value="42">42%</meter> 42%</td><td>58 GB</td></tr></tbody>
</table>`;

/** The page of history, and how to push. */
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
    data: { entries: [{ title: 'The sample dashboard was created', content: 'Nothing has been pushed yet.' }] },
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
      subtitle: 'Each dot is a push, from request to response',
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
    data: { body: 'Every widget here is updated with **one request** to `/api/v2/widgets/KEY/data/`.' },
    ...place(5, 8, 7, 4),
  },
];
