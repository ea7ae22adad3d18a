import { BcWidget } from './bc-widget.ts';
import type { LiveHost } from './live/controller.ts';
import type { LiveState, LiveWidget } from './model/messages.ts';

/**
 * @summary A whole dashboard: its name and the age of its data, pages as tabs, widgets on a grid of 12 columns.
 *
 * @attr key - Key of a dashboard that is not private.
 * @attr token - Access token of any dashboard.
 * @attr src, theme, locale, controls, proof - As on bc-widget, for all of its widgets.
 * @attr heading-level - Level of its name, 2 when absent; titles of widgets are one level below.
 *
 * @attr {number | string} page - Number of the page to show, until the reader or `rotate` chooses another one.
 * @attr {boolean} kiosk - For a TV on a wall: fills the window, and the screen on the first key press or click; keeps the screen awake.
 * @attr {string | number | boolean} param.NAME - Initial value of the dashboard's parameter NAME, until the reader chooses another one.
 * @attr {number | string} rotate - Seconds per page (at least 3): shows the pages in turn.
 *
 * @csspart frame, body, message, mark, unlock
 * @csspart board, header, name, age, rotation, parameters, tabs, tab, page, empty - Parts of its content.
 * @cssproperty [--bc-row-height=5rem] - Height of a grid row.
 * @cssproperty [--bc-gap=.75rem] - Space between widgets.
 * @cssproperty [--bc-board-padding=1rem] - Space around the content.
 * @fires bc-ready, bc-stale, bc-error, bc-select
 */
export class BcDashboard extends BcWidget {
  override kind = 'dashboards' as const;
  /** States of its widgets, set together with `state`. */
  declare widgets?: readonly LiveState[];

  /** The drawn board, which gets the changes of its widgets. */
  declare board?: LiveHost['board'];

  /** The dashboard as one widget, whose data is the layout with the states of its widgets. */
  override get shown(): LiveState | undefined {
    const state = super.shown;
    const data = { ...state, widgets: this.widgets ?? this.live.widgets, host: this };
    return state?.error === null ? ({ ...state, type: '#board', data } as unknown as LiveWidget) : state;
  }
}
