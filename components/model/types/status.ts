import { type Check, read, type TypeSchema, type TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

/** The states by their numbers. */
export const STATES = ['ok', 'error', 'warning', 'unknown'] as const;
export type State = (typeof STATES)[number];

/** Words for the states, in place of the language's own. */
export interface StatusConfig extends CommonConfig {
  ok_text?: string;
  error_text?: string;
  warning_text?: string;
  unknown_text?: string;
}

export interface StatusData {
  /** 0 ok, 1 error, 2 warning, 3 unknown; any other number is unknown too. The words themselves are read as well. */
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
};

/** The state that a number stands for. */
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
      ok_text: 'Words for 0.',
      error_text: 'Words for 1.',
      warning_text: 'Words for 2.',
      unknown_text: 'Words for 3.',
    },
    data: {
      status: ['`0` ok, `1` error, `2` warning, `3` unknown.', { type: ['number', 'string'] }],
      text: 'What the light is of.',
    },
  },
};
