import { html, nothing, svg, type TemplateResult } from 'lit';
import { localize } from '../locales/localize.ts';
import type { Light, Trend } from '../model/types/leaderboard.ts';

/** They differ in shape, not only in colour. */
const ARROWS: Readonly<Record<Trend, { sign: string; level: string }>> = {
  up: { sign: '▲', level: 'good' },
  down: { sign: '▼', level: 'bad' },
  flat: { sign: '▬', level: 'flat' },
};
const LIGHTS: Readonly<Record<Light, { path: string; level: string }>> = {
  ok: { path: 'M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z', level: 'good' },
  warning: { path: 'M8 1 16 15H0z', level: 'warn' },
  error: { path: 'M1.5 1.5h13v13h-13z', level: 'bad' },
  unknown: { path: 'M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1zm0 3a4 4 0 1 1 0 8 4 4 0 1 1 0-8z', level: 'flat' },
};

/** An arrow, with its meaning as text for screen readers. */
export function arrow(trend: Trend | undefined, locale: string | undefined): TemplateResult | typeof nothing {
  if (!trend) return nothing;
  const word = localize(`trend_${trend}`, locale);
  const { sign, level } = ARROWS[trend];
  return html`<span data-level=${level}><span aria-hidden="true" title=${word}>${sign}</span><span class="sr">${word}</span></span>`;
}

/** A status light, with its meaning as text for screen readers. */
export function light(status: Light | undefined, locale: string | undefined): TemplateResult | typeof nothing {
  if (!status) return nothing;
  const word = localize(`light_${status}`, locale);
  const { path, level } = LIGHTS[status];
  return html`<span data-level=${level}><span aria-hidden="true" title=${word}><svg viewBox="0 0 16 16">${svg`<path d=${path} fill-rule="evenodd"></path>`}</svg></span><span class="sr">${word}</span></span>`;
}
