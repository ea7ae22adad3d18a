import { type Sample, SENTENCE, times, WORD } from './sample.ts';

const sample = (name: string, data: Sample['data'], config: Sample['config'] = {}): Sample => ({ name, config, data });

/** Samples of the types that show figures or a status. */
export const figures: Readonly<Record<string, readonly Sample[]>> = {
  number: [
    sample(
      'Sparkline, goal and thresholds',
      { value1: 1284, value2: 1190, text1: 'orders', text2: 'last week', series: [980, 1040, 1010, 1120, 1190, 1284] },
      { title: 'Orders this week', format_number: '1', decimal_places: 0, goal: 1500, thresholds: [1000, 1250] },
    ),
    sample(
      'Long texts',
      { value1: 42, value2: 40, text1: SENTENCE, text2: WORD },
      { title: `${WORD} ${SENTENCE}`, subtitle: SENTENCE },
    ),
    sample('Huge', { value1: 123456789012345, value2: 1 }, { title: 'Huge', format_number: '1', decimal_places: 0 }),
    sample('Negative', { value1: -9876.54, value2: 12, text1: 'net' }, { title: 'Loss', prefix: '€' }),
    sample('Zero', { value1: 0, value2: 0, text1: 'open tickets' }, { title: 'Nothing to do', direction: 'down-good' }),
    sample(
      'Fewer is better',
      { value1: 18, value2: 25, text1: 'open tickets', text2: 'last week' },
      { title: 'Support', direction: 'down-good' },
    ),
    sample('Small template', { value1: 71.4, value2: 68 }, { title: 'Score', template: 'widget_number_small.html' }),
  ],
  gauge: [
    sample('Long texts', { value: 0.4, text: SENTENCE }, { title: `${WORD} ${SENTENCE}` }),
    sample('Huge', { value: 7.3e12, min: 0, max: 1e13 }, { title: 'Bytes', suffix: ' B' }),
    sample('Negative', { value: -12.5, min: -40, max: 20, text: 'outside' }, { title: 'Cold store', suffix: ' °C' }),
    sample('Zero', { value: 0, min: 0, max: 100 }, { title: 'Nothing yet' }),
    sample('Beyond its scale', { value: 130, min: 0, max: 100 }, { title: 'Overbooked', thresholds: [80, 100] }),
  ],
  progress: [
    sample('Long texts', { current: 30, max: 100, text: SENTENCE }, { title: `${WORD} ${SENTENCE}` }),
    sample('Huge', { current: 1.2e12, max: 9.9e12 }, { title: 'Tokens counted' }),
    sample('Zero', { current: 0, max: 10 }, { title: 'Not begun' }),
    sample('Done', { current: 10, max: 10, text: 'steps' }, { title: 'Finished' }),
    sample('More than all', { current: 14_200, max: 10_000 }, { title: 'Pledges', prefix: '€' }),
  ],
  boxes: [
    sample('One', { values: [{ label: 'Open', value: 7 }] }, { title: 'One' }),
    sample(
      'Many',
      { values: times(24, (index) => ({ label: `Queue ${index + 1}`, value: (index * 37) % 101 })) },
      { title: 'Many' },
    ),
    sample(
      'Long texts',
      { values: times(4, (index) => ({ label: index % 2 ? WORD : SENTENCE, value: index })) },
      { title: 'Long' },
    ),
    sample(
      'Huge, negative, zero, none',
      {
        values: [
          { label: 'Huge', value: 98765432109876 },
          { label: 'Negative', value: -1234.5 },
          { label: 'Zero', value: 0 },
          { label: 'None' },
        ],
      },
      { title: 'Extremes', format_number: '1', decimal_places: 0 },
    ),
  ],
  status: [
    sample('Ok', { status: 0, text: 'All shops are open' }, { title: 'Shops' }),
    sample('Error', { status: 1, text: 'No answer since 09:40' }, { title: 'Checkout' }),
    sample('Unknown', { status: 3 }, { title: 'Sensor in the cellar' }),
    sample('Long texts', { status: 2, text: `${SENTENCE} ${WORD}` }, { title: `${WORD} ${SENTENCE}` }),
  ],
  countdown: [
    sample('Ended', { target_datetime: '2020-01-01 00:00:00' }, { title: 'Sale', end_text: 'The sale is over' }),
    sample('Long text at the end', { target_datetime: '2020-01-01 00:00:00' }, { title: 'Sale', end_text: SENTENCE }),
    sample('Far away', { target_datetime: '9999-12-31 23:59:59' }, { title: 'The end of time' }),
    sample('Long title', { target_datetime: '2030-06-01 12:00:00' }, { title: `${WORD} ${SENTENCE}` }),
  ],
};
