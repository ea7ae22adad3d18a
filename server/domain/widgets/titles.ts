import type { Widget } from '../model.ts';

type Titled = Pick<Widget, 'title' | 'config'>;

/**
 * A title in the config is the one that is drawn. Where there is one, it goes along with the widget's own, unless it
 * is changed as well: so whoever gives a widget a title, through whichever API, sees it.
 */
export function retitled<Patch extends Partial<Titled>>(before: Titled, patch: Patch): Patch {
  const { title = before.title, config = before.config } = patch;
  const follows = title !== before.title && typeof config.title === 'string' && config.title === before.config.title;
  return follows ? { ...patch, config: { ...config, title } } : patch;
}
