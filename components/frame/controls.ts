import { html, nothing, type TemplateResult } from 'lit';
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
  csv: 'Download the data (CSV)',
  png: 'Download the picture (PNG)',
});

/** Full screen, the figures as CSV, and what the card shows as PNG. */
export function toolbar(host: BcWidget): TemplateResult {
  dress(host, controls);
  const tool = (name: string, sign: string, act: (host: BcWidget) => unknown) => {
    const word = localize(name, host.props.locale);
    return html`<button aria-label=${word} title=${word} @click=${() => act(host)}>${sign}</button>`;
  };
  return html`<div part="controls" role="toolbar" aria-label=${localize('controls', host.props.locale)}>
    ${document.fullscreenEnabled ? tool('fullscreen', '⛶', fullScreen) : nothing} ${tool('csv', '⤓', csv)}
    ${tool('png', '▣', png)}
  </div>`;
}

const fullScreen = (host: BcWidget) =>
  document.fullscreenElement ? document.exitFullscreen() : host.requestFullscreen();

/** One cell by RFC 4180; text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(value: Cell): string {
  if (typeof value === 'number') return `${value}`;
  const text = `${value ?? ''}`.replace(/^[=+\-@\t\r]/, "'$&");
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
  if (card) picture(card).toBlob((blob) => blob && save(host, blob, 'png'));
}

function save(host: BcWidget, blob: Blob, extension: string): void {
  const title = (host.props.config as CommonConfig).title || (host.shown as LiveWidget).title || 'widget';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${title.replace(/[\\/:*?"<>|]+/g, '-')}.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
