import { common, type FieldDoc, type Rule, type Schema, type TypeSpec } from '../../components/model/parse.ts';
import type { Issue, JsonObject } from '../../components/model/widget.ts';
import type { Components } from './json-schema.ts';
import { refTo } from './json-schema.ts';

/** A number written as text, as far as everybody agrees on it. */
const NUMERIC = '^\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,2})?\\s*$';

/** What each word of a rule takes, in the words of JSON Schema. */
const WORDS: Readonly<Record<string, JsonObject>> = {
  number: { type: ['number', 'string'], pattern: NUMERIC },
  string: { type: ['string', 'number'] },
  boolean: { enum: [true, false, 'true', 'false', 1, 0, '1', '0'] },
};

const choices = (words: readonly string[]): JsonObject => ({
  enum: words.flatMap((word) => (/^\d+$/.test(word) ? [word, Number(word)] : [word])),
});

/** A rule of the widget types as JSON Schema: what is valid by it, the rule takes. Functions say nothing of their own. */
export function schemaOf(rule: Rule): JsonObject {
  if (typeof rule === 'function') return {};
  const [, word = '', isList] = /^(.*?)(\[\])?!?$/.exec(rule) ?? [];
  const one = WORDS[word] ?? choices(word.split('|'));
  // Empty places of a list are gaps.
  return isList ? { type: 'array', items: { anyOf: [one, { type: 'null' }] } } : one;
}

/** Whether a field must be there; a function is asked about its absence. */
export function isRequired(rule: Rule): boolean {
  if (typeof rule === 'string') return rule.endsWith('!');
  const issues: Issue[] = [];
  rule(undefined, '', issues);
  return issues.length > 0;
}

/** One field of a widget type, for people and for documents. */
export interface Field {
  name: string;
  /** What it takes, in a few words. */
  takes: string;
  required: boolean;
  meaning: string;
  schema: JsonObject;
}

/** Config that every type understands. */
const COMMON_DOCS: Readonly<Record<string, FieldDoc>> = {
  title: 'Title above the widget.',
  subtitle: 'A line under the title.',
  theme: '`light`, `dark` or `high-contrast`; the page’s own when absent.',
  locale: 'BCP 47 language tag for numbers, dates and words; the page’s language when absent.',
  time_zone: 'IANA zone for dates and times; the reader’s when absent.',
  colors: 'CSS colours, in the order in which they are used.',
  sound: 'Play a sound when new data arrives, once the reader has touched the page.',
  stale_after: 'Seconds after which the data counts as stale; three refresh intervals when absent.',
};

/** Config that means the same wherever a type has it, and says nothing else of it. */
const SHARED_DOCS: Readonly<Record<string, FieldDoc>> = {
  prefix: 'Before every figure, such as a currency sign.',
  suffix: 'After every figure, such as a unit.',
  decimal_places: 'Digits after the decimal sign in exact format; 2 when absent.',
  format_number: '`0` smart (1.2K), `1` exact with thousands separators.',
  currency: 'ISO 4217 code of the currency.',
  direction: 'Whether growth is good news; it decides which colours are good.',
  thresholds: 'Ascending limits: from the last on is good, below the first is bad, between is a warning.',
  x_axes_type: 'What the labels are: 1 datetime, 2 time, 3 currency, 4 number.',
  x_axis: 'Title of the horizontal axis.',
  y_axis: 'Title of the vertical axis.',
  color_scheme: 'One hue (`blue`, `green`, …), or two that meet in the middle (`blue-orange`, …).',
  stacked: 'Put the series on top of each other.',
  relative: 'Draw the series as shares of their sum.',
  horizontal: 'Draw the bars sideways.',
  show_legend: 'Legend shown or not; by default where there is more than one thing to tell apart.',
  ...Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => index + 1).flatMap((digit) => [
      [`subtitle${digit}`, `Title of column ${digit}.`],
      [`color${digit}`, `Colour of column ${digit}.`],
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

/** Fields nobody names are kept, so nothing is said of others. */
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

const FREE = { type: 'object', description: 'Anything else: it is kept, and the widget says which field is wrong.' };

/** The forms of config and data of every type, and `WidgetConfig` and `WidgetData`, which may be any of them. */
export function widgetComponents(types: Readonly<Record<string, TypeSpec>>): Components {
  const specs = Object.values(types);
  const forms = specs.flatMap((spec) => [
    [
      configName(spec.type),
      objectOf(
        [...commonFields(), ...configFields(spec)],
        `Presentation of a ${spec.type} widget.`,
        spec.sample.config,
      ),
    ],
    [dataName(spec.type), objectOf(dataFields(spec), `Data of a ${spec.type} widget.`, spec.sample.data)],
  ]);
  return {
    ...Object.fromEntries(forms),
    WidgetConfig: {
      description: 'Presentation, by the widget’s type.',
      anyOf: [...specs.map(({ type }) => refTo(configName(type))), FREE],
    },
    WidgetData: {
      description: 'What is shown, by the widget’s type. It replaces what was there.',
      anyOf: [...specs.map(({ type }) => refTo(dataName(type))), FREE],
    },
  };
}
