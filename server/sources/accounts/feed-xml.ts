import { joinMarkup, markupToText } from '../../../components/model/types/html.ts';

/** A feed entry as a value of a timeline. */
export interface FeedEntry {
  value: { title: string; content?: string; link?: string };
  at?: number;
}

const MAX_CONTENT = 2000;
const MAX_ENTRIES = 100;

/**
 * The entries of an RSS 0.9x, 1.0, 2.0 or Atom document, in its order; `undefined` when it is not a feed.
 * Supports only the XML that feeds use: predefined entities, and no references to other files.
 * Feeds are untrusted: patterns never match across tags, so every step takes linear time.
 */
export function feedEntries(xml: string): FeedEntry[] | undefined {
  if (!/<(?:rss|rdf:RDF|feed)[\s>]/i.test(xml.slice(0, 10_000))) return undefined;
  return elements(xml, /<(item|entry)(?:\s[^<>]*)?>/gi, MAX_ENTRIES).map(entryOf);
}

/** The text between each matching start tag and its end tag. */
function elements(xml: string, start: RegExp, max: number): string[] {
  const found: string[] = [];
  for (let match = start.exec(xml); match && found.length < max; match = start.exec(xml)) {
    const end = xml.indexOf(`</${match[1]}>`, start.lastIndex);
    if (end < 0) break;
    found.push(xml.slice(start.lastIndex, end));
    start.lastIndex = end;
  }
  return found;
}

function entryOf(xml: string): FeedEntry {
  const title = plain(elementText(xml, 'title')) || 'Untitled';
  const content = plain(
    elementText(xml, 'description') ?? elementText(xml, 'summary') ?? elementText(xml, 'content') ?? '',
  );
  const link = linkOf(xml);
  const at = Date.parse(
    plain(
      elementText(xml, 'pubDate') ??
        elementText(xml, 'published') ??
        elementText(xml, 'updated') ??
        elementText(xml, 'dc:date'),
    ),
  );
  return {
    value: { title, ...(content && { content: content.slice(0, MAX_CONTENT) }), ...(link && { link }) },
    ...(Number.isNaN(at) ? {} : { at }),
  };
}

const elementText = (xml: string, name: string): string | undefined =>
  elements(xml, new RegExp(`<(${name})(?:\\s[^<>]*)?>`, 'g'), 1)[0];

/** RSS has the URL between the tags, Atom in `href` of the link whose `rel` is `alternate` or missing. */
function linkOf(xml: string): string | undefined {
  const text = plain(elementText(xml, 'link'));
  const tags = xml.match(/<link\s[^<>]*>/gi) ?? [];
  const tag = tags.find((each) => !/\srel\s*=\s*["'](?!alternate)/i.test(each));
  const href = /\shref\s*=\s*["']([^"']*)["']/i.exec(tag ?? '')?.[1];
  const link = unescaped(text || (href ?? ''));
  return /^https?:\/\//i.test(link) ? link : undefined;
}

const CDATA = /^\s*<!\[CDATA\[([\s\S]*?)\]\]>\s*$/;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => NAMED[name] ?? '');

/** The plain text of an element, whose markup is escaped or in a CDATA section. */
function plain(text = ''): string {
  const markup = CDATA.exec(text)?.[1] ?? unescaped(text);
  return markupToText(joinMarkup({ html1: markup })).trim();
}
