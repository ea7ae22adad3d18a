import type { Json, JsonObject } from './model/widget.ts';

/** The `detail` of each event. */
export interface BcEventMap {
  /** The first content is drawn. `type` is the widget type, or `dashboard`. */
  'bc-ready': { readonly type: string };
  /** A new value was drawn. `version` grows with every push; inline data has version 0 and no `key`. */
  'bc-data': { readonly key: string | undefined; readonly version: number; readonly data: JsonObject | null };
  /** The data shown is stale; `updatedAt` is ISO 8601. */
  'bc-stale': { readonly key: string | undefined; readonly updatedAt: string | null };
  /** It cannot be drawn. `code` is one of `LiveErrorCode`, `invalid`, `broken` or `source`; `path` names a wrong field. */
  'bc-error': { readonly code: string; readonly message: string; readonly path?: string };
  /** The reader chose something: `name` is `page`, `param.NAME` or `datum`; for the last one, see the event's `datum`. */
  'bc-select': { readonly name: string; readonly value: Json };
}

/** One figure of a widget. */
export interface Datum {
  /** Index in the data, from 0: of the label, item, stage or row. */
  readonly row: number;
  /** Index of the dataset or column, from 0. */
  readonly column: number;
  /** Name of the row, as given. */
  readonly label: string;
  readonly value: Json;
}

/** All events of the elements. They bubble and are composed, so one listener on the page gets those of all widgets. */
export class BcEvent<Name extends keyof BcEventMap = keyof BcEventMap> extends CustomEvent<BcEventMap[Name]> {
  constructor(name: Name, detail: BcEventMap[Name]) {
    super(name, { detail, bubbles: true, composed: true });
  }
}

// Elements, documents and windows all get them, because they bubble.
declare global {
  interface GlobalEventHandlersEventMap {
    'bc-ready': BcEvent<'bc-ready'>;
    'bc-data': BcEvent<'bc-data'>;
    'bc-stale': BcEvent<'bc-stale'>;
    'bc-error': BcEvent<'bc-error'>;
    'bc-select': BcEvent<'bc-select'> & { readonly datum?: Datum };
  }
}
