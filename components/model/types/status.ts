import { type Check, read, type TypeSchema, type TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

/** The states, by their number in `StatusData`. */
export const STATES = ['ok', 'error', 'warning', 'unknown'] as const;
export type State = (typeof STATES)[number];

/** Names of the states, in place of those in the reader's language. */
export interface StatusConfig extends CommonConfig {
  ok_text?: string;
  error_text?: string;
  warning_text?: string;
  unknown_text?: string;
}

/** In place of a status: only the text is shown. Badges of other APIs have no more than that, in their config. */
export const NO_STATUS = -1;

export interface StatusData {
  /** 0 ok, 1 error, 2 warning, 3 unknown, and so is any other number. The words are accepted too. */
  status: number;
  text?: string;
}

const status: Check = (value, path, issues) => {
  const word = typeof value === 'string' ? STATES.indexOf(value.trim().toLowerCase() as State) : -1;
  return word < 0 ? read('number!', value, path, issues) : word;
};

export const schema: TypeSchema = {
  type: 'status',
  config: { ok_text: 'string', error_text: 'string', warning_text: 'string', unknown_text: 'string' },
  data: { status, text: 'string' },
  fallback: ({ text, status = NO_STATUS }: Partial<StatusData>): StatusData | null => (text ? { status, text } : null),
};

/** The state for a number. */
export const stateOf = ({ status }: StatusData): State => STATES[status] ?? 'unknown';

export const spec: TypeSpec = {
  ...schema,
  title: 'Status',
  w: 3,
  h: 2,
  sample: {
    config: { title: 'Payment gateway' },
    data: { status: 2, text: 'Answers take longer than usual' },
  },
  docs: {
    config: {
      ok_text: 'Text for `0`, instead of “OK”.',
      error_text: 'Text for `1`, instead of “Error”.',
      warning_text: 'Text for `2`, instead of “Warning”.',
      unknown_text: 'Text for `3`, instead of “Unknown”.',
    },
    data: {
      status: ['`0` or `ok`, `1` or `error`, `2` or `warning`, `3` or `unknown`.', { type: ['number', 'string'] }],
      text: 'Text below the status.',
    },
  },
};
