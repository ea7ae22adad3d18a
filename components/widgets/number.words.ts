import { html, type TemplateResult } from 'lit';
import { localize, registerLocale } from '../locales/localize.ts';
import { parse } from '../model/parse.ts';
import { schema } from '../model/types/number.ts';
import type { DrawnProps, View, ViewWords } from './widget-element.ts';

registerLocale('en', { better: 'Better', worse: 'Worse' });

/** A dash for those who see it. */
export const empty = (locale: string | undefined): TemplateResult =>
  html`<p class="empty" role="img" aria-label=${localize('empty', locale)}>–</p>`;

export const judgement = (level: string, locale: string | undefined): string =>
  level && localize(level === 'good' ? 'better' : 'worse', locale);

/** What the colour of a movement says, for those who do not see it: a picture with nothing in it. */
export const judge = (level: string, locale: string | undefined): TemplateResult | '' =>
  level && html`<svg width="1" height="1" role="img" aria-label=${judgement(level, locale)}></svg>`;

export const read: View['read'] = (config, data) => parse(schema, config, data);

/** Sentence and table, which are loaded where they are asked for. */
export async function say({ tell }: Partial<typeof import('./number-trend.ts')> = {}): Promise<ViewWords> {
  const { summary, table } = await import('./number.said.ts');
  return { summary: (props: DrawnProps) => summary(props as never, tell), table } as ViewWords;
}
