/**
 * When a widget that fills itself was last filled and when it is due again: what all processes on a database agree on.
 * Times are milliseconds since 1970; what keeps the widget from being filled stands at the widget.
 */
export interface SourceState {
  id: number;
  widgetId: number;
  /** What was asked, as a hash: another question makes it due at once. */
  fingerprint: string;
  /** Grows with every claim: whoever sees it grow by his own hand runs, everybody else waits. */
  stamp: number;
  /** Until when nobody else may run it; 0 when nobody runs it. */
  claimedUntil: number;
  dueAt: number;
  /** Failures in a row. */
  failures: number;
}
