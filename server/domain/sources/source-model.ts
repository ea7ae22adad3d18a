/**
 * When a widget that fills itself was last filled and when it is due again: what all processes on a database agree on.
 * Times are milliseconds since 1970; what keeps the widget from being filled stands at the widget.
 */
export interface SourceState {
  id: number;
  widgetId: number;
  /** Hash of the question: a different one makes the source due at once. */
  fingerprint: string;
  /** Incremented by every claim: the process whose increment succeeds runs the source, all others wait. */
  stamp: number;
  /** End of the current lease; 0 when nobody runs it. */
  claimedUntil: number;
  dueAt: number;
  /** Failures in a row. */
  failures: number;
}
