/** Addresses of pages and mailboxes: what a link may lead to. Anything else (`javascript:`, `data:`) could run or fake. */
const LINK = /^(?:https?|mailto):$/;
const PAGE = /^https?:$/;
/** Pictures inside of an address. SVG among them is harmless as long as nothing but an `<img>` shows it. */
const PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp|svg\+xml|x-icon|vnd\.microsoft\.icon)[;,]/i;

/** The scheme as a browser reads it, white space and control characters left out; that of a page where there is none. */
function schemeOf(text: string): string {
  try {
    return new URL(text, 'https://relative.invalid').protocol;
  } catch {
    return '';
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** The address when a reader may follow it (http, https, mailto, or relative to the page), else `undefined`. */
export const linkOf = (value: unknown): string | undefined =>
  isText(value) && LINK.test(schemeOf(value)) ? value.trim() : undefined;

/** The address when it is a picture's (http, https, relative, or data:image), else `undefined`. */
export const pictureOf = (value: unknown): string | undefined =>
  isText(value) && (PAGE.test(schemeOf(value)) || PICTURE.test(value.trim())) ? value.trim() : undefined;

/** The address of a page in full (http or https, with a host), else `undefined`. */
export const pageAddressOf = (value: unknown): string | undefined =>
  isText(value) && /^\s*https?:\/\/[^/]/i.test(value) && PAGE.test(schemeOf(value)) ? value.trim() : undefined;
