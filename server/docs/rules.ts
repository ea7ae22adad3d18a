import { common, type FieldDoc, type Rule, type Schema, type TypeSpec } from '../../components/model/parse.ts';
import type { Issue, JsonObject } from '../../components/model/widget.ts';
import type { Components } from './json-schema.ts';
import { refTo } from './json-schema.ts';

/** A number as text, in the notation that all implementations agree on. */
const NUMERIC = '^\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,2})?\\s*$';

/** What each word of a rule accepts, as JSON Schema. */
const WORDS: Readonly<Record<string, JsonObject>> = {
  number: { type: ['number', 'string'], pattern: NUMERIC },
  string: { type: ['string', 'number'] },
  boolean: { enum: [true, false, 'true', 'false', 1, 0, '1', '0'] },
};

const choices = (words: readonly string[]): JsonObject => ({
  enum: words.flatMap((word) => (/^\d+$/.test(word) ? [word, Number(word)] : [word])),
});

/** A rule as JSON Schema: the rule accepts whatever is valid by it. Functions have none. */
export function schemaOf(rule: Rule): JsonObject {
  if (typeof rule === 'function') return {};
  const [, word = '', isList] = /^(.*?)(\[\])?!?$/.exec(rule) ?? [];
  const one = WORDS[word] ?? choices(word.split('|'));
  // `null` in a list is a gap.
  return isList ? { type: 'array', items: { anyOf: [one, { type: 'null' }] } } : one;
}

/** Whether a field is required; a function is called with `undefined` to find out. */
export function isRequired(rule: Rule): boolean {
  if (typeof rule === 'string') return rule.endsWith('!');
  const issues: Issue[] = [];
  rule(undefined, '', issues);
  return issues.length > 0;
}

/** One field of a widget type, for the pages and for the OpenAPI documents. */
export interface Field {
  name: string;
  /** What it accepts, in a few words. */
  takes: string;
  required: boolean;
  meaning: string;
  schema: JsonObject;
}

/** Config fields of every type. */
const COMMON_DOCS: Readonly<Record<string, FieldDoc>> = {
  title: 'Title above the widget.',
  subtitle: 'A line under the title.',
  theme: '`light`, `dark` or `high-contrast`; the page’s theme by default.',
  locale: 'BCP 47 language tag for numbers, dates and texts; the page’s language by default.',
  time_zone: 'IANA time zone for dates and times, such as `Europe/Berlin`; the reader’s by default.',
  colors: 'CSS colours of the series, slices, boxes or stages, in order.',
  sound: 'Play a sound when new data arrives. Browsers allow it once the reader has clicked or typed on the page.',
  stale_after: 'Seconds after which the data is marked as stale; three refresh intervals by default.',
};

/** Config fields that mean the same in every type that has them; a type may describe them more exactly. */
const SHARED_DOCS: Readonly<Record<string, FieldDoc>> = {
  prefix: 'Text before every number, such as a currency sign.',
  suffix: 'Text after every number, such as a unit.',
  decimal_places: 'Decimal places in exact format (`format_number` 1); 2 by default.',
  format_number: '`0` is short (1.2K, the default), `1` is exact with thousands separators (1,234.00).',
  direction:
    'Whether a rise (`up-good`, the default) or a fall (`down-good`) is good. This sets the colours of changes and thresholds.',
  thresholds:
    'Limits: values from the last one up are good, below the first one bad, in between a warning. With `direction` `down-good`, good and bad are swapped.',
  x_axis: 'Title of the horizontal axis.',
  y_axis: 'Title of the vertical axis.',
  stacked: 'Stack the series.',
  vary_colors: 'Give each bar its own of the `colors`, instead of each series.',
  relative: 'Show percentages of the sum at each label; bars and areas are stacked.',
  horizontal: 'Draw horizontal bars.',
  ...Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => index + 1).flatMap((digit) => [
      [`subtitle${digit}`, `Title of value column ${digit}.`],
      [`color${digit}`, `CSS colour of the mark beside the title of value column ${digit}.`],
    ]),
  ),
};

const takesOf = (rule: Rule, shape: JsonObject | undefined): string => {
  if (typeof rule === 'function') return shape ? shapeName(shape) : 'any';
  const [, word = '', isList] = /^(.*?)(\[\])?!?$/.exec(rule) ?? [];
  const one = word.includes('|') ? `one of ${word.split('|').join(', ')}` : word;
  return isList ? `list of ${one}s` : one;
};

const shapeName = ({ type }: JsonObject): string =>
  type === 'array' ? 'list' : type ? [type].flat().join(' or ') : 'any';

const fieldsOf = (schema: Schema, docs: Readonly<Record<string, FieldDoc>> = {}): Field[] =>
  Object.entries(schema).map(([name, rule]) => {
    const [meaning = '', shape] = [docs[name] ?? ''].flat() as [string?, JsonObject?];
    return {
      name,
      takes: takesOf(rule, shape),
      required: isRequired(rule),
      meaning,
      schema: {
        ...(typeof rule === 'function' && shape ? shape : schemaOf(rule)),
        ...(meaning && { description: meaning }),
      },
    };
  });

export const commonFields = (): Field[] => fieldsOf(common, COMMON_DOCS);
export const configFields = ({ config, docs }: TypeSpec): Field[] =>
  fieldsOf(config, { ...SHARED_DOCS, ...docs?.config });
export const dataFields = ({ data, docs }: TypeSpec): Field[] => fieldsOf(data, docs?.data);

/** Unknown fields are kept, so the schema allows them. */
const objectOf = (fields: readonly Field[], description: string, example: JsonObject): JsonObject => {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: 'object',
    description,
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
    ...(required.length > 0 && { required }),
    examples: [example],
  };
};

const pascal = (type: string): string => type.replace(/(?:^|[-_])(\w)/g, (_, letter: string) => letter.toUpperCase());
const configName = (type: string): string => `${pascal(type)}Config`;
const dataName = (type: string): string => `${pascal(type)}Data`;

const FREE = {
  type: 'object',
  description: 'Anything else is stored as it is; the widget shows which field is invalid.',
};

/** Schemas of config and data of every type, and `WidgetConfig` and `WidgetData`, which may be any of them. */
export function widgetComponents(types: Readonly<Record<string, TypeSpec>>): Components {
  const specs = Object.values(types);
  const forms = specs.flatMap((spec) => [
    [
      configName(spec.type),
      objectOf(
        [...commonFields(), ...configFields(spec)],
        `Config of a widget of type ${spec.type}.`,
        spec.sample.config,
      ),
    ],
    [dataName(spec.type), objectOf(dataFields(spec), `Data of a widget of type ${spec.type}.`, spec.sample.data)],
  ]);
  return {
    ...Object.fromEntries(forms),
    WidgetConfig: {
      description: 'How the widget looks; the fields depend on its type.',
      anyOf: [...specs.map(({ type }) => refTo(configName(type))), FREE],
    },
    WidgetData: {
      description: 'What the widget shows; the fields depend on its type. It replaces the previous data.',
      anyOf: [...specs.map(({ type }) => refTo(dataName(type))), FREE],
    },
  };
}

/** Adds the fields of every widget type to the schemas of APIs that have widgets. */
export function withWidgets(components: JsonObject, types: Readonly<Record<string, TypeSpec>>): JsonObject {
  const isAbout = 'WidgetConfig' in components || 'WidgetData' in components;
  return Object.fromEntries(
    Object.entries({ ...components, ...(isAbout && widgetComponents(types)) }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
