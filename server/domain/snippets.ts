/** What the owner of a token pastes into a page, by how much that page lets through. */
export interface Snippets {
  /** The element, for pages one can edit. */
  element: string;
  /** A classic script, for places that strip unknown elements. */
  script: string;
  /** For places that strip scripts. */
  iframe: string;
  /** The bare address, for oEmbed and people. */
  link: string;
}

const KINDS = {
  widget: { tag: 'bc-widget', attribute: 'data-widget', path: (token: string) => `embed/${token}`, height: 240 },
  dashboard: {
    tag: 'bc-dashboard',
    attribute: 'data-dashboard',
    path: (token: string) => `public/${token}/`,
    height: 720,
  },
} as const;

/**
 * @param publicUrl without a slash at its end
 * @param title names the frame for those who cannot see it
 */
export function snippets(publicUrl: string, kind: keyof typeof KINDS, token: string, title = ''): Snippets {
  const { tag, attribute, path, height } = KINDS[kind];
  const link = `${publicUrl}/${path(token)}`;
  const [base, id] = [escapeHtml(publicUrl), escapeHtml(token)];
  return {
    element: `<script type="module" src="${base}/bc.js"></script>\n<${tag} token="${id}"></${tag}>`,
    script: `<script async src="${base}/embed.js" ${attribute}="${id}"></script>`,
    iframe:
      `<iframe src="${escapeHtml(link)}" title="${escapeHtml(title || `Boardcast ${kind}`)}" width="100%" height="${height}"` +
      ' loading="lazy" style="border:0"></iframe>',
    link,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
