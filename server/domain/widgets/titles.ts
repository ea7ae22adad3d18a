import type { JsonObject } from '../../../components/model/widget.ts';
import type { Widget } from '../model.ts';
import { MAX_NAME } from '../validate.ts';

type Titled = Pick<Widget, 'title' | 'config'>;

/** The title in a config, on one line as it is drawn. */
const titleIn = ({ title }: JsonObject): string | undefined =>
  typeof title === 'string' || typeof title === 'number'
    ? `${title}`
        .replace(/\p{Cc}+/gu, ' ')
        .slice(0, MAX_NAME)
        .toWellFormed()
    : undefined;

/** The title as drawn and as every API returns it: the one in the config if there is one. */
export const drawnTitle = ({ title, config }: Titled): string => titleIn(config) ?? title;

/** Content with another title, also in its config when that has one. */
export const titledAs = (title: string, config: JsonObject): Titled => ({
  title,
  config: titleIn(config) === undefined ? config : { ...config, title },
});

/**
 * Keeps the two places of a title in sync, through whichever API one of them is set. If both are set at once, the one
 * in the config counts.
 */
export function retitled<Patch extends Partial<Titled>>(before: Titled, patch: Patch): Patch {
  const { title = before.title, config = before.config } = patch;
  if (title !== before.title && config.title === before.config.title) return { ...patch, ...titledAs(title, config) };
  const drawn = drawnTitle({ title, config });
  return drawn === before.title && patch.title === undefined ? patch : { ...patch, title: drawn };
}
