/** Markup that is written as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Hole = Markup | string | number | boolean | null | undefined | readonly Hole[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

function fill(hole: Hole): string {
  if (hole instanceof Markup) return hole.text;
  if (Array.isArray(hole)) return hole.map(fill).join('');
  return hole === null || hole === undefined || typeof hole === 'boolean' ? '' : escapeText(`${hole}`);
}

/** A template whose holes are escaped unless they are markup themselves; nothing stands for `false` and absent ones. */
export const html = (texts: TemplateStringsArray, ...holes: Hole[]): Markup =>
  new Markup(texts.map((text, index) => text + (index < holes.length ? fill(holes[index]) : '')).join(''));
