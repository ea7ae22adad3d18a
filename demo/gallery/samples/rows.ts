import { type Sample, SENTENCE, times, WORD } from './sample.ts';

const sample = (name: string, data: Sample['data'], config: Sample['config'] = {}): Sample => ({ name, config, data });

const PEOPLE = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Margaret', 'Alan', 'Katherine'];
const nameOf = (index: number): string => `${PEOPLE[index % PEOPLE.length]} ${Math.floor(index / PEOPLE.length) + 1}`;

/** Samples of the types that show rows, steps or entries. */
export const rows: Readonly<Record<string, readonly Sample[]>> = {
  list: [
    sample('One', { items: [{ name: 'Berlin', value: 12 }] }, { title: 'One row' }),
    sample(
      'Many',
      { items: times(60, (index) => ({ name: nameOf(index), value: (index * 7919) % 1000 })) },
      { title: 'Sixty rows' },
    ),
    sample(
      'Long texts',
      {
        items: [
          { name: WORD, value: 12 },
          { name: SENTENCE, value: SENTENCE },
          { name: 'Short', value: WORD },
        ],
      },
      { title: `${WORD} ${SENTENCE}` },
    ),
    sample(
      'Huge, negative, zero',
      {
        items: [
          { name: 'Huge', value: 12345678901234 },
          { name: 'Negative', value: -0.5 },
          { name: 'Zero', value: 0 },
          { name: 'No value' },
        ],
      },
      { title: 'Extremes' },
    ),
  ],
  table: [
    sample('One', { rows: [{ shop: 'Berlin', orders: 12 }] }, { title: 'One row' }),
    sample(
      'Many rows',
      {
        columns: [
          { key: 'name', label: 'Name' },
          { key: 'orders', label: 'Orders', type: 'bar' },
          { key: 'share', label: 'Share', type: 'percent' },
        ],
        rows: times(500, (index) => ({ name: nameOf(index), orders: (index * 37) % 200, share: (index % 100) / 100 })),
      },
      { title: 'Five hundred rows' },
    ),
    sample(
      'Many columns',
      { rows: times(6, (row) => Object.fromEntries(times(20, (column) => [`Column ${column + 1}`, row * column]))) },
      { title: 'Twenty columns' },
    ),
    sample(
      'Pages',
      { columns: ['Name', 'Orders'], rows: times(40, (index) => [nameOf(index), index * 3]) },
      { title: 'Ten on a page', page_size: 10 },
    ),
    sample(
      'Long texts',
      { columns: [WORD, 'Note', 'Orders'], rows: times(3, (index) => [index ? SENTENCE : WORD, SENTENCE, index]) },
      { title: `${WORD} ${SENTENCE}` },
    ),
    sample(
      'Huge, negative, zero, none',
      {
        columns: ['What', 'Value'],
        rows: [
          ['Huge', 1.5e14],
          ['Negative', -1234.5],
          ['Zero', 0],
          ['None', null],
        ],
      },
      { title: 'Extremes' },
    ),
  ],
  leaderboard: [
    sample('One', { board: [{ name: 'Ada', values: [99] }] }, { title: 'One place' }),
    sample(
      'Many',
      {
        board: times(50, (index) => ({
          name: nameOf(index),
          values: [1000 - index * 13, `${100 - index} %`],
          trend: ['up', 'equal', 'down'][index % 3] as string,
        })),
      },
      { title: 'Fifty places', subtitle1: 'Points', subtitle2: 'Share' },
    ),
    sample(
      'Nine columns',
      { board: times(5, (index) => ({ name: nameOf(index), values: times(9, (column) => index * column) })) },
      { title: 'Nine columns', ...Object.fromEntries(times(9, (index) => [`subtitle${index + 1}`, `Q${index + 1}`])) },
    ),
    sample(
      'Long texts',
      {
        board: [
          { name: WORD, values: [SENTENCE, 1], status: 'red' },
          { name: SENTENCE, values: [1, WORD] },
        ],
      },
      { title: `${WORD} ${SENTENCE}`, subtitle1: SENTENCE, subtitle2: WORD },
    ),
    sample(
      'Huge, negative, zero, none',
      {
        board: [
          { name: 'Huge', values: [987654321098765] },
          { name: 'Zero', values: [0] },
          { name: 'Negative', values: [-42.5] },
          { name: 'None', values: [] },
        ],
      },
      { title: 'Extremes' },
    ),
  ],
  timeline: [
    sample(
      'One',
      { entries: [{ title: 'Version 1.0 is live', timestamp: '2026-01-01T00:00:00Z' }] },
      { title: 'One entry' },
    ),
    sample(
      'Many',
      {
        entries: times(80, (index) => ({
          title: `Deployment ${index + 1}`,
          content: index % 3 ? '' : 'Rolled out to all regions.',
          timestamp: 1_770_000_000 + index * 40_000,
        })),
      },
      { title: 'Eighty entries' },
    ),
    sample(
      'Long texts',
      {
        entries: [
          { title: WORD, content: SENTENCE, timestamp: '2026-02-01T10:00:00Z' },
          { title: SENTENCE, content: `${WORD} ${SENTENCE}`, timestamp: '2026-01-01T10:00:00Z' },
        ],
      },
      { title: `${WORD} ${SENTENCE}` },
    ),
    sample('Without a time', { entries: [{ title: 'Some day' }, { title: 'Another day' }] }, { title: 'Undated' }),
  ],
  funnel: [
    sample('One', { funnel: [{ name: 'Visits', value: 100 }] }, { title: 'One stage' }),
    sample(
      'Many',
      { funnel: times(16, (index) => ({ name: `Stage ${index + 1}`, value: Math.round(9000 * 0.8 ** index) })) },
      { title: 'Sixteen stages' },
    ),
    sample(
      'Long texts',
      {
        funnel: [
          { name: WORD, value: 90 },
          { name: SENTENCE, value: 40 },
          { name: 'End', value: 4 },
        ],
      },
      { title: `${WORD} ${SENTENCE}` },
    ),
    sample(
      'Huge, and down to zero',
      {
        funnel: [
          { name: 'All', value: 7.8e12 },
          { name: 'Some', value: 120 },
          { name: 'None', value: 0 },
        ],
      },
      { title: 'Extremes' },
    ),
    sample(
      'Growing',
      {
        funnel: [
          { name: 'Invited', value: 50 },
          { name: 'Came', value: 80 },
          { name: 'Stayed', value: 20 },
        ],
      },
      { title: 'Guests bring guests' },
    ),
  ],
};
