import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export interface ListConfig extends CommonConfig {
  /** Older form of the data: one row per line, `name,value`. Used while no data has been pushed. */
  items?: string;
}

export interface ListItem {
  name?: string;
  value?: string | number;
}

export interface ListData {
  items: ListItem[];
}

/** Splits at the first comma, because values may contain some (`€4,280`); names with a comma are quoted as in CSV. */
function readLine(line: string): ListItem {
  const quoted = /^"((?:[^"]|"")*)"\s*,(.*)$/.exec(line);
  if (quoted?.[1] !== undefined) return { name: quoted[1].replaceAll('""', '"'), value: quoted[2]?.trim() ?? '' };
  const comma = line.indexOf(',');
  if (comma < 0) return { name: line };
  return { name: line.slice(0, comma).trim(), value: line.slice(comma + 1).trim() };
}

export const schema: TypeSchema = {
  type: 'list',
  config: { items: 'string' },
  data: {
    items: (value, path, issues) => {
      if (!Array.isArray(value)) return void issues.push({ path, message: 'expected list of {name, value}' });
      return value.flatMap((item: unknown, index): ListItem | never[] => {
        if (typeof item !== 'object' || item === null) {
          issues.push({ path: `${path}[${index}]`, message: 'expected object with name and value' });
          return [];
        }
        const { name, value: figure } = (Array.isArray(item) ? { name: item[0], value: item[1] } : item) as Record<
          string,
          unknown
        >;
        const read = (field: string, given: unknown) => {
          if (given == null) return undefined;
          if (typeof given === 'string' || (typeof given === 'number' && Number.isFinite(given))) return given;
          if (typeof given === 'boolean') return `${given}`;
          issues.push({ path: `${path}[${index}].${field}`, message: 'expected string or number' });
          return undefined;
        };
        const words = read('name', name);
        const amount = read('value', figure);
        return {
          ...(words === undefined ? {} : { name: `${words}` }),
          ...(amount === undefined ? {} : { value: amount }),
        };
      });
    },
  },
  fallback: ({ items }: ListConfig): ListData | null =>
    items?.trim()
      ? {
          items: items
            .split(/\r?\n/)
            .filter((line) => line.trim())
            .map((line) => readLine(line.trim())),
        }
      : null,
};

export const spec: TypeSpec = {
  ...schema,
  title: 'List',
  w: 4,
  h: 4,
  sample: {
    config: { title: 'Best sellers' },
    data: {
      items: [
        { name: 'Nike Air Max 90 — Black', value: '€4 280' },
        { name: 'Adidas Ultraboost 22', value: '€3 640' },
        { name: 'Puma Suede Classic', value: '€2 800' },
      ],
    },
  },
  docs: {
    config: { items: 'The rows as text, one `name,value` per line (older form). Used until data is pushed.' },
    data: {
      items: [
        'The rows, each `{name, value}`.',
        {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: { type: ['string', 'number', 'null'] }, value: { type: ['string', 'number', 'null'] } },
          },
        },
      ],
    },
  },
};
