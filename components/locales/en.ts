/** Words that every frame and view needs. Modules that load later register their own. */
export const en: Record<string, string> = {
  empty: 'No data yet',
  missing: 'Not loaded yet. If this persists, reload the page.',
};
