import { type Check, read, readFields, type Schema } from './parse.ts';

/** A list of objects, each read by a schema. An item may also be a list of its values in the schema's order. */
export const listOf = (schema: Schema): Check => {
  const names = Object.keys(schema);
  return (value, path, issues) => {
    if (!Array.isArray(value)) return void issues.push({ path, message: `expected list of {${names.join(', ')}}` });
    return value.flatMap((item: unknown, index) => {
      const fields = Array.isArray(item) ? Object.fromEntries(names.map((name, at) => [name, item[at]])) : item;
      return readFields(schema, fields ?? false, `${path}[${index}]`, issues) ?? [];
    });
  };
};

/** A list of strings and numbers, which keep their type; gaps are `null`, an absent list is empty. */
export const labels: Check = (value, path, issues) => {
  if (value == null) return [];
  if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list' });
  return value.map((label: unknown, index) =>
    typeof label === 'number' && Number.isFinite(label)
      ? label
      : ((read('string', label, `${path}[${index}]`, issues) as string | undefined) ?? null),
  );
};
