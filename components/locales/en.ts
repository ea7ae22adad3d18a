/** The words of frames and of every view. Words of views that load after the first paint are in `en.views.ts`. */
export const en: Record<string, string> = {
  empty: 'No data yet',
};
