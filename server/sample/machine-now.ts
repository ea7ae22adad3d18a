import { figure, MOMENTS, type Placed, place, wave } from './parts.ts';

/** The page of current values, readable from across the room. */
export const NOW: readonly Placed[] = [
  {
    title: '',
    type: 'text',
    data: {
      text1: 'Waiting for the first push',
      text2: 'Until then, these are sample values. Push to any of these widgets with curl, and every page updates.',
    },
    ...place(0, 0, 6, 2),
  },
  {
    title: 'Yours to move',
    ...figure(
      { value1: 42, text1: 'until you push another' },
      { subtitle: 'The demo never changes this one', stale_after: 31_536_000 },
    ),
    ...place(6, 0, 3, 2),
  },
  {
    title: 'Next full hour',
    type: 'countdown',
    config: { end_text: 'The hour is full' },
    data: { target_datetime: '2030-01-01 00:00:00' },
    ...place(9, 0, 3, 2),
  },
  {
    title: 'CPU busy',
    type: 'gauge',
    config: {
      min: 0,
      max: 100,
      suffix: '%',
      decimal_places: 0,
      format_number: '1',
      thresholds: [60, 85],
      direction: 'down-good',
    },
    data: { value: 31, text: 'of all cores' },
    ...place(0, 2, 3, 4),
  },
  {
    title: 'CPU',
    type: 'chart',
    config: {
      chart_type: 'area',
      stacked: true,
      x_axes_type: 2,
      suffix: '%',
      subtitle: 'In percent of all cores',
      show_legend: true,
    },
    data: {
      labels: [...MOMENTS],
      datasets: [
        { label: 'User', data: wave(22, 9) },
        { label: 'System', data: wave(8, 3, 1) },
      ],
    },
    ...place(3, 2, 6, 4),
  },
  {
    title: 'Is the server keeping up?',
    type: 'status',
    config: {
      ok_text: 'Keeping up',
      warning_text: 'Busy',
      error_text: 'Falling behind',
      unknown_text: 'Unknown',
    },
    data: { status: 0, text: 'Event loop delay: 1 ms' },
    ...place(9, 2, 3, 2),
  },
  {
    title: 'Memory in use',
    type: 'progress',
    config: { suffix: ' GB', decimal_places: 1, format_number: '1' },
    data: { current: 3.1, max: 8, text: '4.9 GB available' },
    ...place(9, 4, 3, 2),
  },
  {
    title: 'Load',
    ...figure(
      { value1: 0.84, value2: 0.91, text1: 'last minute', text2: 'over 15 minutes' },
      { decimal_places: 2, direction: 'down-good' },
    ),
    ...place(0, 6, 3, 2),
  },
  {
    title: 'Pushes per second',
    ...figure({ value1: 9, value2: 8, text2: 'on average' }, { decimal_places: 1, goal: 10 }),
    ...place(3, 6, 3, 2),
  },
  {
    title: 'Viewers',
    ...figure({ value1: 1, text1: 'open streams' }),
    ...place(6, 6, 3, 2),
  },
  {
    title: 'Responses',
    type: 'boxes',
    config: { format_number: '0', decimal_places: 0 },
    data: {
      values: [
        { label: 'Good', value: 1284 },
        { label: 'Refused', value: 3 },
        { label: 'Failed', value: 0 },
      ],
    },
    ...place(9, 6, 3, 2),
  },
  {
    title: 'CPU by core',
    type: 'heatmap',
    config: {
      subtitle: 'Last minute, in percent of each core',
      min: 0,
      max: 100,
      suffix: '%',
      decimal_places: 0,
      x_axes_type: 2,
      color_scheme: 'blue',
    },
    data: {
      x: [...MOMENTS],
      y: ['Core 1', 'Core 2', 'Core 3', 'Core 4'],
      values: [wave(42, 30), wave(35, 28, 1), wave(25, 20, 2), wave(18, 16, 3)],
    },
    ...place(0, 8, 8, 4),
  },
  {
    title: 'From a push to a page',
    type: 'funnel',
    config: { subtitle: 'The last minute', format_number: '1', decimal_places: 0 },
    data: {
      funnel: [
        { name: 'Received', value: 842 },
        { name: 'On disk', value: 842 },
        { name: 'Sent to viewers', value: 611 },
      ],
    },
    ...place(8, 8, 4, 4),
  },
];
