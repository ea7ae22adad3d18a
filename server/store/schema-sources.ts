/** How the turns of widgets that fill themselves are stored. */
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
