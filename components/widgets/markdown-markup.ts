import { isServer } from 'lit';
import { Marked, type Token, type Tokens } from 'marked';
import { localize } from '../locales/localize.ts';
import { linkOf, pictureOf } from '../model/address.ts';
import { decodeEntities } from '../model/types/html.ts';

/** Markup of a body, block by block, so that blocks that stay the same can be left alone. */
export interface Blocks {
  blocks: string[];
  /** Whether the body has markup of its own in it, which `blocks` show as text. */
  hasMarkup: boolean;
}

export interface MarkdownOptions {
  /** Level of the outermost heading. */
  level: number;
  locale?: string | undefined;
  /** Leaves the body's own markup as it is, for somebody who sanitises all of it. */
  keepMarkup?: boolean;
}

/**
 * What is longer is shown as it was written. A body can be made so that the time it takes grows with the square of its
 * length, and a server has other things to do as well.
 */
const MOST = isServer ? 8000 : 32_000;
/** Lines nested deeper in quotes and lists than this, likewise. */
const NESTED = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){20}/m;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Everything that could end a text or an attribute. Entities that were written stay what they are. */
const escaped = (text: string): string =>
  text.replace(/[<>"']|&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|\w+);)/gi, (sign) => ENTITIES[sign] ?? '');
/** The same for what is no Markdown text: an ampersand is an ampersand. */
const literal = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

/**
 * Markup of GitHub Flavored Markdown in which every tag and every attribute is one of ours: what the body says is in it
 * as escaped text alone, and addresses lead to pages, pictures and mailboxes only. So it needs no sanitiser.
 */
export function markdown(body: string, { level, locale, keepMarkup }: MarkdownOptions): Blocks {
  const plain = { blocks: [`<p class="plain">${literal(body)}</p>`], hasMarkup: false };
  if (body.length > MOST || NESTED.test(body)) return plain;
  const levelOf = createLevels(level);
  let hasMarkup = false;
  const marked = new Marked({
    gfm: true,
    renderer: {
      html({ text }) {
        if (/^\s*<!--(?:(?!-->)[\s\S])*-->\s*$/.test(text)) return '';
        hasMarkup = true;
        return keepMarkup ? text : escaped(text);
      },
      // marked leaves text within tags of the body as it is.
      text(token) {
        return 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : escaped(token.text);
      },
      heading({ tokens, depth }) {
        const at = levelOf(depth);
        return `<h${at} class="h${depth}">${this.parser.parseInline(tokens)}</h${at}>`;
      },
      code: ({ text }) => `<pre><code>${literal(text)}</code></pre>`,
      codespan: ({ text }) => `<code>${literal(text)}</code>`,
      link({ href, title, tokens, autolink }) {
        const text = this.parser.parseInline(tokens);
        const safe = linkOf(autolink ? href : decodeEntities(href));
        return safe
          ? `<a href="${literal(safe)}"${title ? ` title="${escaped(title)}"` : ''} target="_blank" rel="noopener noreferrer">${text}</a>`
          : text;
      },
      image({ href, title, text }) {
        const safe = pictureOf(decodeEntities(href));
        return safe
          ? `<img src="${literal(safe)}" alt="${escaped(text)}"${title ? ` title="${escaped(title)}"` : ''} loading="lazy" decoding="async" referrerpolicy="no-referrer">`
          : escaped(text);
      },
      checkbox: ({ checked }) =>
        `<span class="box" role="img" aria-label="${literal(localize(checked ? 'done' : 'undone', locale))}">${checked ? '☑' : '☐'}</span> `,
      table(token) {
        const row = (cells: Tokens.TableCell[], tag: string) =>
          `<tr>${cells
            .map(
              ({ tokens, align }) =>
                `<${tag}${tag === 'th' ? ' scope="col"' : ''}${align ? ` class="${align}"` : ''}>${this.parser.parseInline(tokens)}</${tag}>`,
            )
            .join('')}</tr>`;
        const rows = token.rows.map((cells) => row(cells, 'td')).join('');
        return `<table><thead>${row(token.header, 'th')}</thead><tbody>${rows}</tbody></table>`;
      },
    },
  });
  try {
    const tokens = marked.lexer(body);
    const blocks = tokens.map((token: Token) => marked.parser([token])).filter(Boolean);
    return { blocks, hasMarkup };
  } catch {
    return plain;
  }
}

/**
 * Levels of headings as they belong under a title of a page: from `outermost` on, never more than one deeper than the
 * heading before, whatever was written.
 */
function createLevels(outermost: number): (depth: number) => number {
  const above: number[] = [];
  return (depth) => {
    while ((above.at(-1) ?? 0) >= depth) above.pop();
    above.push(depth);
    return Math.min(6, outermost + above.length - 1);
  };
}
