import { html, type TemplateResult } from 'lit';
import { localize, registerLocale } from '../locales/localize.ts';
import { parse } from '../model/parse.ts';
import { schema } from '../model/types/number.ts';
import type { View, ViewWords } from './widget-element.ts';

registerLocale('en', { change_good: 'Better', change_bad: 'Worse' });

/** A dash, with a text for screen readers. */
export const empty = (locale: string | undefined): TemplateResult =>
  html`<p class="empty" role="img" aria-label=${localize('empty', locale)}>–</p>`;

/** The meaning of the change's colour for screen readers, as the label of an empty picture. */
export const judge = (level: string, locale: string | undefined): TemplateResult | '' =>
  level && html`<svg width="1" height="1" role="img" aria-label=${localize(`change_${level}`, locale)}></svg>`;

export const read: View['read'] = (config, data) => parse(schema, config, data);

/** Summary and table are loaded when they are needed. */
export const say = async (trend: Partial<typeof import('./number-trend.ts')> | undefined): Promise<ViewWords> =>
  (await import('./number.words.ts')).words(trend?.tell);
