import { html, type TemplateResult } from 'lit';
import type { BcWidget } from '../bc-widget.ts';
import { localize, registerLocale } from '../locales/localize.ts';
import type { LiveWidget } from '../model/messages.ts';
import type { CommonConfig } from '../model/widget.ts';
import type { Cell, DrawnProps } from '../widgets/widget-element.ts';
import { controls } from './controls.styles.ts';
import { dress } from './dress.ts';
import { picture } from './picture.ts';

registerLocale('en', {
  controls: 'Tools',
  fullscreen: 'Full screen',
  csv: 'Download data (CSV)',
  png: 'Download image (PNG)',
});

/** What each tool does, and its sign, in a box of 16 x 16. */
const TOOLS = {
  csv: [csv, 'M8 2v8.5M4.5 7 8 10.5 11.5 7M2.5 14h11'],
  png: [png, 'M2 3h12v10H2zM2 11l3.5-3.5L9 11l2-2 3 3M10.5 6h0'],
  fullscreen: [fullScreen, 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10'],
} as const;

/** The figures as CSV, and what the card shows as PNG, which a board has neither of; and full screen. */
export function toolbar(host: BcWidget): TemplateResult | undefined {
  dress(host, controls);
  const { locale } = host.props;
  const names: (keyof typeof TOOLS)[] = host.view?.words ? ['csv', 'png'] : [];
  if (document.fullscreenEnabled) names.push('fullscreen');
  if (!names.length) return undefined;
  return html`<div part="controls" role="group" aria-label=${localize('controls', locale)}>${names.map((name) => {
    const word = localize(name, locale);
    const [act, sign] = TOOLS[name];
    return html`<button aria-label=${word} title=${word} @click=${() => act(host)}><svg viewBox="0 0 16 16" aria-hidden="true"><path d=${sign} /></svg></button>`;
  })}</div>`;
}

/** A widget also fills the screen on top of a board, or a page, that does; what the browser refuses stays as it is. */
function fullScreen(host: BcWidget): Promise<void> {
  return (host.matches(':fullscreen') ? document.exitFullscreen() : host.requestFullscreen()).catch(() => {});
}

/**
 * One cell by RFC 4180; text that a spreadsheet would take for a formula gets an apostrophe before it. Where the decimal
 * sign is a comma a spreadsheet splits at semicolons, so that a formula may begin after one as well, and after quotes that
 * follow it: those around the cell are no longer where it begins.
 */
function cell(value: Cell): string {
  if (typeof value === 'number') return `${value}`;
  const text = `${value ?? ''}`.replace(/^[\t\r\n]|(?<=^|[;\t]"*)[=+\-@＝＋－＠]/g, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const toCsv = (rows: Cell[][]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

async function csv(host: BcWidget): Promise<void> {
  const words = await host.view?.words();
  const rows = words?.table(host.props as DrawnProps) ?? [];
  save(host, new Blob(['\ufeff', toCsv(rows)], { type: 'text/csv;charset=utf-8' }), 'csv');
}

function png(host: BcWidget): void {
  const card = host.renderRoot.querySelector('section');
  if (!card) return;
  card.className = 'plain';
  try {
    picture(card).toBlob((blob) => blob && save(host, blob, 'png'));
  } finally {
    card.className = '';
  }
}

function save(host: BcWidget, blob: Blob, extension: string): void {
  const title = (host.props.config as CommonConfig).title || (host.shown as LiveWidget).title || 'widget';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${title.replace(/[\\/:*?"<>|]+/g, '-')}.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
