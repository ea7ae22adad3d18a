/** What somebody pastes to show one widget or dashboard, by kind of place it is pasted into. */
export interface Snippets {
  element: string;
  /** For editors that strip elements they do not know; `embed.js` makes an element or a frame. */
  script: string;
  iframe: string;
  link: string;
}

/** Snippets of a token. Tokens are URL-safe; the title is escaped. */
export function snippetsOf(kind: 'widget' | 'dashboard', token: string, publicUrl: string, title = ''): Snippets {
  const link = kind === 'widget' ? `${publicUrl}/embed/${token}` : `${publicUrl}/public/${token}/`;
  const [width, height] = kind === 'widget' ? ['320', '180'] : ['100%', '640'];
  return {
    element: elementSnippet(kind, `token="${token}"`, publicUrl),
    script: `<script async src="${publicUrl}/embed.js" data-${kind}="${token}"></script>`,
    iframe: `<iframe src="${link}" title="${escapeHtml(title || kind)}" width="${width}" height="${height}" style="border:0"></iframe>`,
    link,
  };
}

/** Snippets as somebody reads them in a terminal: in JSON their quotes are escaped, and could not be pasted. */
export const snippetsText = (snippets: Snippets): string => `\n${Object.values(snippets).join('\n\n')}\n\n`;

/** The element alone, named by token or key. */
export const elementSnippet = (kind: 'widget' | 'dashboard', attribute: string, publicUrl: string): string =>
  `<script type="module" src="${publicUrl}/bc.js"></script>\n<bc-${kind} ${attribute}></bc-${kind}>`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Text as it may stand in HTML, between tags or in an attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
