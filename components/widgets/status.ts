import { html, nothing } from 'lit';
import { localize } from '../locales/localize.ts';
import { parse } from '../model/parse.ts';
import { NO_STATUS, type State, type StatusConfig, type StatusData, schema, stateOf } from '../model/types/status.ts';
import { signStyles } from './sign.styles.ts';
import { type SignName, sign } from './sign.ts';
import { signed } from './skeleton.styles.ts';
import { status } from './status.styles.ts';
import { type DrawnProps, define, type View, type ViewProps } from './widget-element.ts';
import { WordedElement } from './worded-element.ts';

type Props = DrawnProps<StatusConfig, StatusData>;

const SIGNS: Readonly<Record<State, SignName>> = { ok: 'good', error: 'bad', warning: 'warn', unknown: 'none' };

/** What is shown beside the light: the name of the state, from the config or in the reader's language; or only a text. */
function wordOf(data: StatusData, config: StatusConfig, locale: string | undefined): string {
  const state = stateOf(data);
  return data.status === NO_STATUS ? `${data.text}` : config[`${state}_text`] || localize(state, locale);
}

/** The text below. */
const textOf = ({ status, text }: StatusData): string | undefined => (status === NO_STATUS ? undefined : text);

/**
 * @summary The state of something: a status light, distinct in shape and colour, and a text.
 * @csspart status - The light and its word, with data-level="good|bad|warn|none".
 * @csspart word, text
 */
export class BcStatus extends WordedElement<StatusConfig, StatusData> {
  static override styles = [WordedElement.styles, signStyles, signed, status];

  protected override renderData(data: StatusData, config: StatusConfig) {
    const state = stateOf(data);
    const word = wordOf(data, config, this.locale);
    const text = textOf(data);
    return html`<div class="all" title=${text ? `${word}\n${text}` : word}><div part="status" data-level=${SIGNS[state]}>${data.status === NO_STATUS ? nothing : sign(SIGNS[state])}<bdi part="word">${word}</bdi></div>${text ? html`<div part="text" dir="auto">${text}</div>` : nothing}</div>`;
  }
}

define('bc-status', BcStatus);

export const view: View = {
  read: (config, data) => parse(schema, config, data),
  template: ({ config, data, locale }: ViewProps<StatusConfig, StatusData>) =>
    html`<bc-status .config=${config} .data=${data} .locale=${locale}></bc-status>`,
  words: async () => ({
    summary: ({ config, data, locale }: Props) =>
      [wordOf(data, config, locale), textOf(data)].filter(Boolean).join(', '),
    table: ({ config, data, locale }: Props) => [
      [localize('status', locale), localize('text', locale)],
      [wordOf(data, config, locale), textOf(data) ?? null],
    ],
  }),
};
