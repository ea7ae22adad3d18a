import { css, type PropertyDeclarations } from 'lit';
import { BcWidget } from './bc-widget.ts';
import type { Board } from './dashboard/board.ts';
import type { LiveDashboard, LiveRefusal, LiveState, LiveWidget } from './model/messages.ts';
import type { View } from './widgets/widget-element.ts';

/**
 * @summary A whole dashboard: its name and age, pages as tabs, widgets on a grid of 12 columns.
 *
 * @attr key - Dashboard that is not private.
 * @attr token - Access token, for any dashboard.
 * @attr src, theme, locale, heading-level, controls, proof - As on bc-widget; its widgets take them over.
 *
 * @csspart frame, body, skeleton, message, mark, unlock
 * @cssproperty [--bc-row-height=5rem] - Height of a grid row.
 * @fires bc-ready, bc-stale, bc-error, bc-select
 */
export class BcDashboard extends BcWidget {
  static override properties: PropertyDeclarations = { widgets: { attribute: false } };
  static override styles = [
    ...BcWidget.styles,
    css`:host{block-size:auto;min-block-size:11rem}section{padding:0;border:0;background:none;overflow:visible}[part=body]{overflow:visible}[part=skeleton]{min-block-size:11rem}`,
  ];

  override kind = 'dashboards' as const;
  /** What its places show, beside a `state` that was handed in. */
  declare widgets?: readonly LiveState[];

  /** Takes a newer state of a widget, if it shows it. */
  change(widget: LiveWidget | LiveRefusal): void {
    this.renderRoot?.querySelector<Board>('bc-board')?.change(widget);
  }

  protected override prepare(state: (LiveWidget & LiveDashboard) | undefined): void {
    const board = this.need('#board');
    if (!state || !board) return;
    this.view = { template: () => board.template?.(this, state, this.widgets ?? this.live.widgets) } as unknown as View;
    this.props = { config: {}, data: state, locale: this.locale };
  }
}
