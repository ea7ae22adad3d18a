/** The words of every frame and view. Those of what loads later stand beside it. */
export const en: Record<string, string> = {
  empty: 'No data yet',
  missing: 'Not loaded yet. If it stays so, reload the page.',
};
