import { html } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { localize } from '../locales/localize.ts';
import { parse } from '../model/parse.ts';
import { markupToText } from '../model/types/html.ts';
import { type MarkdownConfig, type MarkdownData, schema } from '../model/types/markdown.ts';
import { markdown as styles } from './markdown.styles.ts';
import { type Blocks, markdown } from './markdown-markup.ts';
import { ScrollController } from './scroll-controller.ts';
import { lines } from './skeleton.styles.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

type Props = DrawnProps<MarkdownConfig, MarkdownData>;

const LEVEL = 4;

/** Cache of converted bodies: a server draws the same ones again and again. */
const known = new Map<string, Blocks>();

function blocksOf(body: string, level: number, locale: string | undefined): Blocks {
  const id = JSON.stringify([level, locale, body]);
  const found = known.get(id);
  if (found) return found;
  const blocks = markdown(body, { level, locale, keepMarkup: false });
  if (known.size > 99) known.clear();
  known.set(id, blocks);
  return blocks;
}

/**
 * HTML in the body is sanitised once the sanitiser is loaded. Before that, on the server, and on pages whose Trusted Types
 * forbid it, it is shown as text. Nothing can be drawn outside of its box.
 *
 * @summary GitHub Flavored Markdown: headings, lists, tasks, tables, code, images, links.
 * @csspart content - The element with the text.
 * @cssproperty [--bc-font-mono=ui-monospace] - Font family of code.
 */
export class BcMarkdown extends WordedElement<MarkdownConfig, MarkdownData> {
  static override properties = { ...WordedElement.properties, level: {}, nodes: { attribute: false } };
  static override styles = [WordedElement.styles, long, lines, styles];

  declare level: number | undefined;
  /** Sanitised nodes of the body whose id is `#sanitised`, if that contains HTML. */
  declare nodes: readonly Node[] | undefined;
  #sanitised: string | undefined;
  protected readonly scrolling = new ScrollController(this);

  protected override renderData({ body = '' }: MarkdownData) {
    if (!body.trim()) return this.renderEmpty();
    const { blocks, hasMarkup } = blocksOf(body, this.level ?? LEVEL, this.locale);
    const drawn = hasMarkup && this.nodes ? this.nodes : blocks.map((block) => unsafeHTML(block));
    return html`<div class="scroll" part="content" dir="auto">${drawn}</div>`;
  }

  protected override updated(): void {
    const { body = '' } = this.data ?? {};
    const { level = LEVEL, locale } = this;
    const isNeeded = body.trim() !== '' && blocksOf(body, level, locale).hasMarkup;
    if (!isNeeded) {
      this.#sanitised = this.nodes = undefined;
      return;
    }
    const id = JSON.stringify([level, locale, body]);
    if (id !== this.#sanitised) this.#sanitise(id, body, level);
  }

  async #sanitise(id: string, body: string, level: number): Promise<void> {
    this.#sanitised = id;
    try {
      const { loadPurifier } = await import('./html.ts');
      const purify = await loadPurifier();
      // A newer body may have come meanwhile; its own update draws it.
      if (id !== this.#sanitised) return;
      const markup = markdown(body, { level, locale: this.locale, keepMarkup: true }).blocks.join('\n');
      const fresh = [...((purify?.sanitize(markup) as unknown as DocumentFragment | undefined)?.childNodes ?? [])];
      // Unchanged nodes are reused.
      const before = this.nodes;
      this.nodes =
        purify && fresh.map((node, index) => (before?.[index]?.isEqualNode(node) ? (before[index] as Node) : node));
    } catch {
      if (id === this.#sanitised) this.#sanitised = this.nodes = undefined;
    }
  }
}

define('bc-markdown', BcMarkdown);

/** The body as plain text. */
const textOf = ({ data: { body = '' }, locale, level = LEVEL }: Props): string =>
  blocksOf(body, level, locale)
    .blocks.map((block) => markupToText(block))
    .join('\n');

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale, level }: ViewProps<MarkdownConfig, MarkdownData>) =>
    html`<bc-markdown .config=${config} .data=${data} .locale=${locale} .level=${level}></bc-markdown>`,
  words: async () => ({
    summary: (props: Props) => textOf(props).replace(/\s+/g, ' ').slice(0, 200),
    table: (props: Props) => [[localize('content', props.locale)], [textOf(props)]],
  }),
};
