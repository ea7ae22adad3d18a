import { registerLocale } from './localize.ts';

/** Words of views that load after the first paint. */
export const words = {
  ended: 'Ended',
  left: '{0} left',
  bar: 'Bar chart',
  line: 'Line chart',
  pie: 'Pie chart',
  doughnut: 'Doughnut chart',
  chart: '{0}: {1}, from {2} to {3}',
  range: '{0} {1} to {2}',
  latest: '{0} ({1})',
  label: 'Label',
  name: 'Name',
  value: 'Value',
  compared: 'Compared with',
  target: 'Target',
  frame: 'Content of this widget',
  goal: '{0} of {1}',
};

registerLocale('en', words);
