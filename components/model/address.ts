/** Schemes a link may have. Others (`javascript:`, `data:`) could run script or fake a page. */
const LINK = /^(?:https?|mailto):$/;
const PAGE = /^https?:$/;
/** Images as data URLs. SVG is harmless as long as only an `<img>` shows it. */
const PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp|svg\+xml|x-icon|vnd\.microsoft\.icon)[;,]/i;

/**
 * The scheme as a browser parses it, ignoring control characters; `https:` for a relative address. White space around it
 * is removed as it is for the result, because browsers ignore less of it: no-break spaces would hide a scheme.
 */
function schemeOf(text: string): string {
  try {
    return new URL(text.trim(), 'https://relative.invalid').protocol;
  } catch {
    return '';
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** The address if it is safe as a link (http, https, mailto, or relative to the page), else `undefined`. */
export const linkOf = (value: unknown): string | undefined =>
  isText(value) && LINK.test(schemeOf(value)) ? value.trim() : undefined;

/** The address if it may be that of an image (http, https, relative, or data:image), else `undefined`. */
export const pictureOf = (value: unknown): string | undefined =>
  isText(value) && (PAGE.test(schemeOf(value)) || PICTURE.test(value.trim())) ? value.trim() : undefined;

/** The address if it is the absolute one of a page (http or https, with a host), else `undefined`. */
export const pageAddressOf = (value: unknown): string | undefined =>
  isText(value) && /^\s*https?:\/\/[^/]/i.test(value) && PAGE.test(schemeOf(value)) ? value.trim() : undefined;
