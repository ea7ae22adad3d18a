import { html, isServer, type TemplateResult } from 'lit';
import type { BcWidget } from '../bc-widget.ts';
import { localize } from '../locales/localize.ts';
import type { LiveWidget } from '../model/messages.ts';
import { updated } from './ago.ts';
import { asElement, dress } from './dress.ts';
import { mark as styles } from './mark.styles.ts';

const sheet = isServer && asElement(styles);

/** Why there are no newer values, where that is known, and how old these are. */
export function mark(host: BcWidget): TemplateResult {
  const { data_updated_at: time, source_error: trouble } = host.shown as LiveWidget;
  const { locale } = host.props;
  const words = [trouble, time ? updated(time, locale) : localize('stale', locale)].filter(Boolean).join(' ');
  if (!isServer) dress(host, styles);
  return html`${sheet || ''}<p part="mark" title=${words}>${words}</p>`;
}
