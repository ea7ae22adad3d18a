import { LIMITS, literal, Refusal } from './protocol.ts';

/** The first record of a CSV file, and its delimiter. */
export interface Header {
  delimiter: string;
  names: string[];
}

/** In order of preference, where a header has as many of one as of another. */
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Reads the header row (RFC 4180): names in quotes may hold delimiters, line ends and doubled quotes.
 * The delimiter is the one that occurs most often outside of quotes.
 * @param text the beginning of the file, with the whole header
 * @throws Refusal when there is none
 */
export function readHeader(text: string): Header {
  const record = firstRecord(text.startsWith('\ufeff') ? text.slice(1) : text);
  if (record.trim() === '') throw new Refusal('file', 'is empty: a CSV file must start with a row of column names');
  // Some spreadsheets export UTF-16, half of whose bytes are zero.
  if (record.includes('\0')) throw new Refusal('file', 'line 1 is not UTF-8');
  const bare = record.replace(/"(?:[^"]|"")*"?/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best));
  return { delimiter, names: fieldsOf(record, delimiter).map((name) => name.trim()) };
}

function firstRecord(text: string): string {
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === '\n' || character === '\r')) return text.slice(0, index);
  }
  if (isQuoted) throw new Refusal('file', 'line 1 has a quote that is not closed');
  return text;
}

function fieldsOf(record: string, delimiter: string): string[] {
  const fields = [''];
  let isQuoted = false;
  for (let index = 0; index < record.length; index += 1) {
    const character = record[index] as string;
    const isDoubled = isQuoted && character === '"' && record[index + 1] === '"';
    if (isDoubled) index += 1;
    if (character === '"' && !isDoubled) isQuoted = !isQuoted;
    else if (character === delimiter && !isQuoted) fields.push('');
    else fields[fields.length - 1] += character;
  }
  return fields;
}

/** The call of `read_csv` that reads all cells as text, without guessing types and without skipping rows. */
export function csvReader(path: string, { delimiter, names }: Header): string {
  const columns = names.map((name) => `${literal(name)}: 'VARCHAR'`).join();
  return `read_csv(${literal(path)}, columns = {${columns}}, delim = ${literal(delimiter)}, header = true,
    auto_detect = false, quote = '"', escape = '"', skip = 0, strict_mode = true, null_padding = false,
    ignore_errors = false, allow_quoted_nulls = false)`;
}

/** DuckDB's error messages, and our wording of them. */
const REASONS: readonly [pattern: RegExp, say: (match: RegExpExecArray) => string][] = [
  [/Expected Number of Columns: (\d+) Found: (\d+)/, ([, of, has]) => `has ${has} fields, but the header has ${of}`],
  [/unterminated quote/i, () => 'has a quote that is not closed'],
  [/unicode|utf-8/i, () => 'is not UTF-8'],
  [/maximum line size/i, () => 'is too long'],
];

/** Translates an error of DuckDB's readers: names the line, counted from 1, where it is known, and never quotes the file. */
export function readerRefusal(message: string): Refusal | undefined {
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  if (line !== undefined) {
    const found = REASONS.map(([pattern, say]) => [pattern.exec(message), say] as const).find(([match]) => match);
    return new Refusal('file', `line ${line} ${found?.[0] ? found[1](found[0]) : 'cannot be read'}`);
  }
  if (/reached an invalid state/.test(message)) {
    return new Refusal('file', 'has different kinds of line endings, or a quote inside a field without quotes');
  }
  if (/has duplicate key/.test(message)) return new Refusal('rows', 'have an object with the same key twice');
  // Not the fault of the upload: out of memory, disk full, a broken engine.
  if (/^(?:Out of Memory|Internal|Fatal)|no space left|could not write|could not truncate/i.test(message))
    return undefined;
  return new Refusal('file', 'cannot be read');
}

/** @throws Refusal when a dataset cannot have columns of these names */
export function checkNames(names: readonly string[], path = 'file'): void {
  if (names.length > LIMITS.datasetColumns) {
    throw new Refusal(path, `has ${names.length} columns; a dataset has at most ${LIMITS.datasetColumns}`);
  }
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    const isText = name.isWellFormed() && !name.includes('\0');
    if (name.trim() === '' || name.length > 200 || !isText) {
      throw new Refusal(path, `column ${index + 1} needs a name of 1 to 200 characters`);
    }
    // Column names in DuckDB are case-insensitive.
    if (seen.has(name.toLowerCase())) throw new Refusal(path, `has the column ${JSON.stringify(name)} twice`);
    seen.add(name.toLowerCase());
  }
}
