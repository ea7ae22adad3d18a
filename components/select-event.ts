import { BcEvent, type Datum } from './events.ts';

/** The reader chose a bar, slice, row or cell, by mouse or keyboard. */
export class BcSelectEvent extends BcEvent<'bc-select'> {
  readonly datum: Datum;

  constructor(datum: Datum) {
    super('bc-select', { name: 'datum', value: datum.value });
    this.datum = datum;
  }
}
