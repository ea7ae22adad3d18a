import type { Context } from 'hono';

/** Options of a token page, from its URL and the browser's headers. */
export interface PageOptions {
  /** Language of the document: the asked one, or the browser's. BCP 47, canonical. */
  lang: string;
  /** Only the requested one: it overrides what a widget sets. */
  locale: string | undefined;
  /** `light`, `dark`, `high-contrast`, or absent to follow the system. */
  theme: string | undefined;
  fitsContent: boolean;
  /** Attributes of a dashboard: the page shown first, and how it is shown on a wall. */
  board: Readonly<Record<string, string>>;
  /** Values of a dashboard's parameters, by name. */
  parameters: ReadonlyMap<string, string>;
}

/** Query parameters whose name is valid in an attribute. */
const PARAMETER = /^param\.([\w-]{1,100})$/;
const MAX_PARAMETERS = 50;

const THEMES: readonly string[] = ['light', 'dark', 'high-contrast'];

/** `?theme=`, `?locale=`, `?height=auto`, and of dashboards `?page=`, `?kiosk`, `?rotate=` (seconds) and `?param.NAME=`; invalid values are ignored. */
export function pageOptionsOf(c: Context): PageOptions {
  const theme = c.req.query('theme');
  const asked = canonical(c.req.query('locale'));
  return {
    lang: languageOf(asked, c.req.header('accept-language')),
    locale: asked,
    theme: theme !== undefined && THEMES.includes(theme) ? theme : undefined,
    fitsContent: c.req.query('height') === 'auto',
    board: boardOf(c),
    parameters: parametersIn(c),
  };
}

function parametersIn(c: Context): Map<string, string> {
  const found = Object.entries(c.req.query()).flatMap(([query, value]): [string, string][] => {
    const name = PARAMETER.exec(query)?.[1];
    return name !== undefined && value.length <= 1000 ? [[name, value]] : [];
  });
  return new Map(found.slice(0, MAX_PARAMETERS));
}

function boardOf(c: Context): Record<string, string> {
  const numbers = ['page', 'rotate'].flatMap((name) => {
    const value = c.req.query(name);
    return value !== undefined && /^\d{1,5}$/.test(value) ? [[name, value]] : [];
  });
  const kiosk = c.req.query('kiosk');
  const parameters = [...parametersIn(c)].map(([name, value]) => [`param.${name}`, value]);
  return {
    ...Object.fromEntries([...numbers, ...parameters]),
    ...(kiosk !== undefined && kiosk !== 'false' && { kiosk: '' }),
  };
}

/** The first valid tag: the requested one, then those of `Accept-Language` by weight, then English. */
export function languageOf(asked: string | undefined, accepted: string | undefined): string {
  const weighted = (accepted ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.split(';');
    const q = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find((value) => value !== undefined);
    return { tag: tag.trim(), q: q === undefined ? 1 : Number(q) };
  });
  weighted.sort((a, b) => b.q - a.q);
  for (const tag of [asked, ...weighted.map(({ tag }) => tag)]) {
    const known = canonical(tag);
    if (known) return known;
  }
  return 'en';
}

/** `undefined` for an invalid language tag. */
function canonical(tag: string | undefined): string | undefined {
  if (!tag || tag === '*' || tag.length > 35) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
