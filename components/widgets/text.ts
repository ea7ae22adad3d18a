import { html, nothing } from 'lit';
import { parse } from '../model/parse.ts';
import { schema, type TextConfig, type TextData } from '../model/types/text.ts';
import { ScrollController } from './scroll-controller.ts';
import { text } from './text.styles.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { long, WordedElement } from './worded-element.ts';

const lines = ({ text1, text2, text3, text4 }: TextData) =>
  [text1, text2, text3, text4].filter((text) => text !== undefined && text !== '') as string[];

/**
 * @summary A headline, a subheading and two paragraphs of plain text.
 * @csspart headline, subheading, paragraph
 */
export class BcText extends WordedElement<TextConfig, TextData> {
  static override properties = { ...WordedElement.properties, level: {} };
  static override styles = [WordedElement.styles, long, text];

  /** Heading level of the headline. The tag is always `h1`; `aria-level` places it below the title. */
  declare level: number | undefined;

  protected readonly scrolling = new ScrollController(this);

  protected override renderData(data: TextData) {
    const { text1, text2, text3, text4 } = data;
    if (!(text1 || text2 || text3 || text4)) return this.renderEmpty();
    const { level = 4 } = this;
    return html`<div class="scroll" title=${lines(data).join('\n')}>${text1 ? html`<h1 part="headline" aria-level=${level} dir="auto">${text1}</h1>` : nothing}${text2 ? html`<h2 part="subheading" aria-level=${level + 1} dir="auto">${text2}</h2>` : nothing}${text3 ? html`<p part="paragraph" dir="auto">${text3}</p>` : nothing}${text4 ? html`<p part="paragraph" dir="auto">${text4}</p>` : nothing}</div>`;
  }
}

define('bc-text', BcText);

type Props = DrawnProps<TextConfig, TextData>;

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale, level }: ViewProps<TextConfig, TextData>) =>
    html`<bc-text .config=${config} .data=${data} .locale=${locale} .level=${level}></bc-text>`,
  words: async () => ({
    summary: ({ data }: Props) => lines(data).join('. '),
    table: ({ data }: Props) => [['text'], ...lines(data).map((line) => [line])],
  }),
};
