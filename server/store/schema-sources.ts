/** Columns of the refresh state of widgets with a source. */
export const sourceNouns = {
  sources: {
    id: 'integer',
    widgetId: 'integer',
    fingerprint: 'text',
    stamp: 'integer',
    claimedUntil: 'integer',
    dueAt: 'integer',
    failures: 'integer',
  },
} as const;
