import type { TypeSchema, TypeSpec } from '../parse.ts';
import { parseMoment } from '../time.ts';
import type { CommonConfig } from '../widget.ts';

export interface CountdownConfig extends CommonConfig {
  /** Shown once the time has come; “Ended” in the reader's language when absent. */
  end_text?: string;
}

export interface CountdownData {
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  target_datetime: string;
}

export const schema: TypeSchema = {
  type: 'countdown',
  config: { end_text: 'string' },
  data: {
    target_datetime: (value, path, issues) =>
      typeof value === 'string' && !Number.isNaN(parseMoment(value))
        ? value
        : void issues.push({ path, message: 'expected time as YYYY-MM-DD HH:MM:SS' }),
  },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'Countdown',
  w: 4,
  h: 2,
  sample: {
    config: { title: 'New year', end_text: 'Happy new year!' },
    data: { target_datetime: '2026-12-31 23:59:59' },
  },
  docs: {
    config: { end_text: 'Text once the time has come; “Ended” in the reader’s language by default.' },
    data: {
      target_datetime: [
        'The time to count down to, `YYYY-MM-DD HH:MM:SS` in UTC.',
        {
          type: 'string',
          pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01]) ([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d$',
        },
      ],
    },
  },
};
