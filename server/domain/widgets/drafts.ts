import type { Widget } from '../model.ts';

/** What a new widget may say of itself; what it leaves open comes from its type and its dashboard. */
export type WidgetDraft = { type: string } & Partial<
  Pick<
    Widget,
    | 'givenType'
    | 'title'
    | 'config'
    | 'data'
    | 'slots'
    | 'source'
    | 'x'
    | 'y'
    | 'w'
    | 'h'
    | 'refreshInterval'
    | 'sound'
    | 'extras'
  > & { page: number }
>;
