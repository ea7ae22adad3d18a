import type { Json, JsonObject } from './model/widget.ts';

/** What each event carries as `detail`. */
export interface BcEventMap {
  /** Its type's module is there and its first content is drawn; `type` is `dashboard` for a whole one. */
  'bc-ready': { readonly type: string };
  /** A new value was drawn. `version` grows by pushes; for inline data it is 0, and there is no `key`. */
  'bc-data': { readonly key: string | undefined; readonly version: number; readonly data: JsonObject | null };
  /** What it shows is older than it should be; `updatedAt` is ISO 8601. */
  'bc-stale': { readonly key: string | undefined; readonly updatedAt: string | null };
  /** It cannot be drawn: `path` names the wrong field, `code` is one of `LiveErrorCode`, `invalid` or `broken`. */
  'bc-error': { readonly code: string; readonly message: string; readonly path?: string };
  /** The reader chose something in it: a `page` of a dashboard, or a `datum`, which the event then carries. */
  'bc-select': { readonly name: string; readonly value: Json };
}

/** One figure of a widget. */
export interface Datum {
  /** Its place in the data, from 0: which label, item, stage or row. */
  readonly row: number;
  /** Which dataset or column, from 0. */
  readonly column: number;
  /** What the row is called, as it was given. */
  readonly label: string;
  readonly value: Json;
}

/** All events of the elements. They bubble and leave shadow roots, so one listener on the page hears every widget. */
export class BcEvent<Name extends keyof BcEventMap = keyof BcEventMap> extends CustomEvent<BcEventMap[Name]> {
  constructor(name: Name, detail: BcEventMap[Name]) {
    super(name, { detail, bubbles: true, composed: true });
  }
}

// Of elements, documents and windows alike: they bubble.
declare global {
  interface GlobalEventHandlersEventMap {
    'bc-ready': BcEvent<'bc-ready'>;
    'bc-data': BcEvent<'bc-data'>;
    'bc-stale': BcEvent<'bc-stale'>;
    'bc-error': BcEvent<'bc-error'>;
    'bc-select': BcEvent<'bc-select'> & { readonly datum?: Datum };
  }
}
