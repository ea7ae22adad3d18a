import { css, html, nothing } from 'lit';
import { parse } from '../model/parse.ts';
import { schema, type TextConfig, type TextData } from '../model/types/text.ts';
import { ScrollController } from './scroll-controller.ts';
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
  static override styles = [
    WordedElement.styles,
    long,
    css`.skeleton{--h:clamp(1rem,min(9cqi,24cqb),3.25rem);block-size:calc(2.2*var(--h));margin-block-start:calc(50cqb - 1.1*var(--h));background:linear-gradient(var(--_sunken) 0 0) 0 0/62% 34%,linear-gradient(var(--_sunken) 0 0) 0 60%/86% 17%,linear-gradient(var(--_sunken) 0 0) 0 100%/48% 17%;background-repeat:no-repeat}:host(:dir(rtl)) .skeleton{transform:scaleX(-1)}.scroll{display:flex;flex-direction:column;gap:.35em;font-size:clamp(.75rem,min(4cqi,9cqb),1.25rem);white-space:pre-line}.scroll>:first-child{margin-block-start:auto}.scroll>:last-child{margin-block-end:auto}h1,h2,p{flex:none;text-wrap:balance}h1{font-size:clamp(1rem,min(9cqi,24cqb),3.25rem);line-height:1.15;font-weight:650;letter-spacing:-.01em}h2{font-size:clamp(.85rem,min(5.5cqi,13cqb),1.6rem);line-height:1.25;font-weight:500}h1+h2,p{color:var(--_muted)}p{text-wrap:pretty}@container(block-size<9rem){h1,h2,p{display:-webkit-box;-webkit-box-orient:vertical;overflow:hidden;-webkit-line-clamp:2;padding-block-end:.2em;margin-block-end:-.2em}}@container(block-size<6rem){h2,p{-webkit-line-clamp:1}}@container(block-size<5.5rem){.scroll>:nth-child(n+4){display:none}}@container(block-size<4.5rem){.scroll>:nth-child(n+3){display:none}}@container(block-size<3.5rem){.scroll>:not(:first-child){display:none}}@container(block-size<2.5rem){h1{font-size:.875rem}}`,
  ];

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
