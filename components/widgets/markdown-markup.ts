import { isServer } from 'lit';
import { Marked, type Token, type Tokens } from 'marked';
import { localize } from '../locales/localize.ts';
import { linkOf, pictureOf } from '../model/address.ts';
import { decodeEntities } from '../model/types/html.ts';

/** HTML of a body, block by block: unchanged blocks need no redraw. */
export interface Blocks {
  blocks: string[];
  /** Whether the body contains HTML, which is text in `blocks` unless `keepMarkup` is set. */
  hasMarkup: boolean;
}

export interface MarkdownOptions {
  /** Level of the outermost heading. */
  level: number;
  locale?: string | undefined;
  /**
   * Keeps HTML of the body as it is: the caller must sanitise the result. It has no default, which a page's polluted
   * `Object.prototype` could change.
   */
  keepMarkup: boolean;
}

/**
 * Longer bodies are shown as plain text: there are bodies whose parsing takes quadratic time, and the server must not be
 * blocked.
 */
const MOST = isServer ? 8000 : 32_000;
/** Bodies with deeper nested quotes and lists are shown as plain text, too. */
const NESTED = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){20}/m;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Escapes everything that could end a text or an attribute, but keeps entities. */
const escaped = (text: string): string =>
  text.replace(/[<>"']|&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|\w+);)/gi, (sign) => ENTITIES[sign] ?? '');
/** Escapes entities as well: for text that is not Markdown. */
const literal = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

/**
 * HTML of GitHub Flavored Markdown in which every tag and attribute is ours: content of the body is always escaped, and
 * addresses are limited to pages, images and mailboxes. So it needs no sanitiser, unless `keepMarkup` is set.
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
      // marked does not escape text between HTML tags of the body.
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
 * Maps heading levels of the body to a valid outline below the widget's title: from `outermost` on, never more than one
 * level deeper than the heading before.
 */
function createLevels(outermost: number): (depth: number) => number {
  const above: number[] = [];
  return (depth) => {
    while ((above.at(-1) ?? 0) >= depth) above.pop();
    above.push(depth);
    return Math.min(6, outermost + above.length - 1);
  };
}
