import { type Sample, SENTENCE, times, WORD } from './sample.ts';

const sample = (name: string, data: Sample['data'], config: Sample['config'] = {}): Sample => ({ name, config, data });

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const wave = (count: number, middle: number, swing: number, phase = 0): number[] =>
  times(count, (index) => Math.round(middle + swing * Math.sin(index / 2 + phase)));
const hours = (count: number): string[] =>
  times(count, (index) =>
    new Date(Date.UTC(2026, 2, 1) + index * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
  );

const YEAR = {
  labels: MONTHS,
  datasets: [
    { label: 'Shop', data: wave(12, 60, 22) },
    { label: 'Market', data: wave(12, 40, 12, 1) },
    { label: 'Web', data: wave(12, 25, 9, 2) },
  ],
};

/** Samples of the types that draw many values. */
export const charts: Readonly<Record<string, readonly Sample[]>> = {
  chart: [
    sample('Line', YEAR, { title: 'Visitors', chart_type: 'line' }),
    sample('Area', YEAR, { title: 'Visitors', chart_type: 'area', stacked: true }),
    sample(
      'Scatter',
      {
        labels: [],
        datasets: ['Shop', 'Market'].map((label, kind) => ({
          label,
          data: times(30, (index) => ({
            x: 5 + index * 3 + 4 * Math.sin(index * 2),
            y: Math.round(20 + 30 * kind + index * (1.6 - kind) + 9 * Math.sin(index * 3 + kind)),
          })),
        })),
      },
      { title: 'Price and pieces sold', chart_type: 'scatter', x_axes_type: 4, x_axis: 'Price in €', y_axis: 'Pieces' },
    ),
    sample('Stacked', YEAR, { title: 'Visitors', chart_type: 'bar', stacked: true }),
    sample('Horizontal', YEAR, { title: 'Visitors', chart_type: 'bar', horizontal: true }),
    sample(
      'Doughnut',
      { labels: ['Paid', 'Open', 'Late'], datasets: [['Invoices', [61, 27, 12]]] },
      { title: 'Invoices', chart_type: 'doughnut', suffix: ' %' },
    ),
    sample(
      'Pie',
      { labels: ['Card', 'Invoice', 'Cash', 'Voucher'], datasets: [['Orders', [510, 230, 120, 44]]] },
      { title: 'How people pay', chart_type: 'pie' },
    ),
    sample('One value', { labels: ['Mon'], datasets: [['Orders', [12]]] }, { title: 'The first day' }),
    sample(
      'Many values',
      { labels: hours(700), datasets: [['Load', wave(700, 50, 40)]] },
      { title: 'A month, hour by hour', chart_type: 'line', x_axes_type: 1 },
    ),
    sample(
      'Long texts',
      {
        labels: [WORD, SENTENCE, 'Short'],
        datasets: [
          [WORD, [3, 5, 4]],
          [SENTENCE, [2, 1, 4]],
        ],
      },
      { title: `${WORD} ${SENTENCE}` },
    ),
    sample(
      'Huge, negative, zero, gaps',
      { labels: MONTHS.slice(0, 6), datasets: [['Result', [4.2e9, -1.8e9, 0, null, 9.9e9, -3e8]]] },
      { title: 'Result', x_axes_type: 3, currency: 'EUR' },
    ),
  ],
  heatmap: [
    sample('One cell', { x: ['Now'], y: ['Here'], values: [[7]] }, { title: 'One cell' }),
    sample(
      'Many cells',
      {
        x: times(48, (index) => `${index}`),
        y: times(24, (index) => `Rack ${index + 1}`),
        values: times(24, (row) => wave(48, 40 + row, 20, row)),
      },
      { title: 'Temperature of the racks' },
    ),
    sample(
      'Long texts',
      {
        x: [WORD, SENTENCE, 'C'],
        y: [SENTENCE, WORD],
        values: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
      { title: `${WORD} ${SENTENCE}` },
    ),
    sample(
      'Two hues around zero',
      { x: MONTHS, y: ['North', 'South', 'East'], values: [wave(12, 0, 9), wave(12, 1, 8, 2), wave(12, -1, 9, 4)] },
      { title: 'Against last year', color_scheme: 'blue-orange', suffix: ' %' },
    ),
    sample(
      'Huge, negative, zero, none',
      {
        x: ['a', 'b'],
        y: ['1', '2'],
        values: [
          [9.9e12, -3e12],
          [0, null],
        ],
      },
      { title: 'Extremes' },
    ),
  ],
};
