import type { JsonObject } from '../../../components/model/widget.ts';
import type { AccountSource } from '../sources/account-kinds.ts';

/** What the values of a slot are, and so how they are read and drawn. */
export type Family =
  | 'counter'
  | 'graph'
  | 'gauge'
  | 'completion'
  | 'status'
  | 'text'
  | 'timeline'
  | 'leaderboard'
  | 'funnel'
  | 'image';

/** A kind of widget with slots: `custom_numeric_boxes4`, `github_watchers_counter_timeline`. */
export interface Kind {
  /** The catalog's type that draws it. */
  type: string;
  /** Presentation that follows from the kind alone. */
  config: JsonObject;
  /** The family of each slot: slot `1` first. */
  slots: readonly Family[];
}

interface Row {
  /** Of the kind's name without the digit at its end. */
  name: RegExp;
  type: string;
  family: Family;
  config?: JsonObject;
  /** Another type where there are several slots. */
  several?: string;
  /** The digit counts columns, and there is one slot. */
  columns?: true;
}

const chart = (chart_type: string, more: JsonObject = {}): JsonObject => ({ chart_type, ...more });

/** Names to kinds: the first row that matches decides. */
const ROWS: readonly Row[] = [
  { name: /leaderboard$/, type: 'leaderboard', family: 'leaderboard', columns: true },
  { name: /timeline$/, type: 'timeline', family: 'timeline' },
  { name: /funnel$/, type: 'funnel', family: 'funnel' },
  { name: /^custom_image|image$/, type: 'image', family: 'image' },
  { name: /text$/, type: 'text', family: 'text' },
  { name: /status$/, type: 'status', family: 'status' },
  { name: /gauge$/, type: 'gauge', family: 'gauge' },
  { name: /completion$/, type: 'progress', family: 'completion' },
  { name: /stacked(_area)?_graph$/, type: 'chart', family: 'graph', config: chart('area', { stacked: true }) },
  { name: /relative_area_graph$/, type: 'chart', family: 'graph', config: chart('area', { relative: true }) },
  { name: /relative_graph$/, type: 'chart', family: 'graph', config: chart('line', { relative: true }) },
  { name: /area_graph$/, type: 'chart', family: 'graph', config: chart('area') },
  { name: /graph$/, type: 'chart', family: 'graph', config: chart('line') },
  { name: /bars?$/, type: 'chart', family: 'counter', config: chart('bar', { vary_colors: true }) },
  { name: /boxes$/, type: 'boxes', family: 'counter' },
  { name: /^custom_textual_/, type: 'text', family: 'text' },
  { name: /./, type: 'number', family: 'counter', several: 'boxes' },
];

/** Kinds anybody may push to. */
const CUSTOM = /^custom_(numeric|textual|map)_[a-z_]+[0-9]?$|^custom_image[a-z_]*[0-9]?$/;
/** Kinds that a service fills may join two slots: `github_watchers_counter_timeline`. */
const WITH_TIMELINE = /^(.+_(?:counter|gauge|graph|status))_timeline$/;

/** Whether a kind is filled by pushes, and not by a service. */
export const isCustomKind = (name: string): boolean => name.length <= 100 && CUSTOM.test(name);

/** What a kind's name says. Whether there is such a kind is another question for all that is not custom. */
export function kindOf(name: string): Kind {
  const joined = WITH_TIMELINE.exec(name)?.[1];
  if (joined && !isCustomKind(name)) {
    const { slots, ...kind } = kindOf(joined);
    return { ...kind, slots: [...slots, 'timeline'] };
  }
  const [, stem = name, digit = '1'] = /^(.*?)([1-9])$/.exec(name) ?? [];
  const row = ROWS.find((each) => each.name.test(stem.replace(/_$/, ''))) as Row;
  const count = row.columns ? 1 : Number(digit);
  const type = (count > 1 && row.several) || row.type;
  return { type, config: row.config ?? {}, slots: Array<Family>(count).fill(row.family) };
}

/** The kinds under which widgets of other dialects are shown; only these may be given slots. */
const BY_TYPE: Readonly<Record<string, string>> = {
  number: 'custom_numeric_counter',
  chart: 'custom_numeric_absolute_graph',
  boxes: 'custom_numeric_boxes',
  gauge: 'custom_numeric_gauge',
  progress: 'custom_numeric_completion',
  status: 'custom_textual_status',
  text: 'custom_textual_text',
  timeline: 'custom_textual_timeline',
  leaderboard: 'custom_textual_leaderboard',
  funnel: 'custom_textual_funnel',
  image: 'custom_image',
};

/** The kind of any widget, from whichever API, and whether pushes to slots can draw it. */
export function kindOfWidget({ givenType, type, source }: { givenType: string; type: string; source: unknown }) {
  const hasSource = isAccountSource(source);
  if (hasSource || isCustomKind(givenType)) return { name: givenType, kind: kindOf(givenType), hasSlots: true };
  const hasSlots = Object.hasOwn(BY_TYPE, type);
  const name = (hasSlots && BY_TYPE[type]) || 'custom_textual_text';
  return { name, kind: { type, config: {}, slots: hasSlots ? kindOf(name).slots : [] }, hasSlots };
}

/** Whether a widget's source is a service outside. */
export const isAccountSource = (source: unknown): source is AccountSource =>
  typeof source === 'object' && source !== null && (source as JsonObject).type === 'account';
