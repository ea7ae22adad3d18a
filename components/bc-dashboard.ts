import { BcWidget } from './bc-widget.ts';
import type { LiveHost } from './live/controller.ts';
import type { LiveState, LiveWidget } from './model/messages.ts';

/**
 * @summary A whole dashboard: its name and age, pages as tabs, widgets on a grid of 12 columns.
 *
 * @attr key - Dashboard that is not private.
 * @attr token - Access token, for any dashboard.
 * @attr src, theme, locale, heading-level, controls, proof - As on bc-widget; its widgets take them over.
 *
 * @attr {number | string} page - Number of the page to show, until a reader or `rotate` turns to another.
 * @attr {boolean} kiosk - Fills the window, at the first gesture the screen, and keeps it awake: for a TV on a wall.
 * @attr {string | number | boolean} param.NAME - Value of a parameter of the dashboard; its fields begin with it.
 * @attr {number | string} rotate - Seconds (3 at least) after which the next page is shown.
 *
 * @csspart frame, body, message, mark, unlock
 * @csspart board, header, name, age, rotation, parameters, tabs, tab, page, empty - Of its `bc-board`.
 * @cssproperty [--bc-row-height=5rem] - Height of a grid row.
 * @cssproperty [--bc-gap=.75rem] - Space between widgets.
 * @cssproperty [--bc-board-padding=1rem] - Space around them.
 * @fires bc-ready, bc-stale, bc-error, bc-select
 */
export class BcDashboard extends BcWidget {
  override kind = 'dashboards' as const;
  /** What its places show, beside a `state` that was handed in. */
  declare widgets?: readonly LiveState[];

  /** What is drawn of it; it is told of each widget that changes. */
  declare board?: LiveHost['board'];

  /** The dashboard as one widget whose data is the layout and what is on it. */
  override get shown(): LiveState | undefined {
    const state = super.shown;
    const data = { ...state, widgets: this.widgets ?? this.live.widgets, host: this };
    return state?.error === null ? ({ ...state, type: '#board', data } as unknown as LiveWidget) : state;
  }
}
