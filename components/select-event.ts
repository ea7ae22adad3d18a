import { BcEvent, type Datum } from './events.ts';

/** The reader chose a bar, a slice, a row or a cell, by mouse or by key. */
export class BcSelectEvent extends BcEvent<'bc-select'> {
  readonly datum: Datum;

  constructor(datum: Datum) {
    super('bc-select', { name: 'datum', value: datum.value });
    this.datum = datum;
  }
}
