import type { TypeSchema, TypeSpec } from '../parse.ts';
import type { CommonConfig } from '../widget.ts';

export interface HtmlConfig extends CommonConfig {
  /** Draw the markup unsanitised, in a sandboxed iframe; its scripts run if the page's content policy allows that. */
  sandbox?: boolean;
}

/** Blocks of HTML, drawn one below the other. */
export interface HtmlData {
  html1?: string;
  html2?: string;
  html3?: string;
  html4?: string;
}

export const schema: TypeSchema = {
  type: 'html',
  config: { sandbox: 'boolean' },
  data: { html1: 'string', html2: 'string', html3: 'string', html4: 'string' },
};

export const spec: TypeSpec = {
  ...schema,
  title: 'HTML',
  w: 4,
  h: 2,
  sample: {
    config: { title: 'Orders' },
    data: { html1: '<p><b>12</b> pending orders, <b>4</b> low-stock SKUs.</p>' },
  },
  docs: {
    config: {
      sandbox:
        'Show the HTML unsanitised, in a sandboxed iframe. Its scripts run only if the Content-Security-Policy of the page around it allows inline scripts; on this server’s own pages it does not.',
    },
    data: {
      html1: 'HTML, sanitised unless `sandbox` is set.',
      html2: 'More HTML, below the first.',
      html3: 'More HTML, below the second.',
      html4: 'More HTML, below the third.',
    },
  },
};

/** All blocks as one string. */
export function joinMarkup({ html1 = '', html2 = '', html3 = '', html4 = '' }: HtmlData): string {
  return html1 + html2 + html3 + html4;
}

const ENTITIES = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }));

function decode(entity: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES.get(name.toLowerCase()) ?? entity;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}

/** Decodes character references: numeric ones, and the most common names. */
export const decodeEntities = (text: string): string => text.replace(/&(#x?[\da-f]+|[a-z]+);/gi, decode);

/**
 * What a reader would see of the markup, as plain text with line breaks. It is not a sanitiser:
 * its result must be treated as text. Every step takes linear time, because the server runs it too.
 */
export function markupToText(markup: string): string {
  const text = markup
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(script|style|template|iframe|object|noscript|title|textarea)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/\s+/g, ' ')
    .replace(
      /<(?:br|\/?(?:p|div|li|ul|ol|tr|table|h[1-6]|section|article|header|footer|blockquote|pre))\b[^<>]*>/gi,
      '\n',
    )
    .replace(/<\/t[dh]\s*>/gi, '\t')
    .replace(/<[/!?a-z][^>]*(?:>|$)/gi, '');
  return decodeEntities(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
