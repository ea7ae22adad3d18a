import { readFileSync } from 'node:fs';
import { types } from '../../components/model/types/index.ts';
import { boardPage, indexPage, type Place, typePage } from './pages.ts';

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

const INNER = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><body style="font:1rem/1.5 system-ui,sans-serif"><main><h1>Another page</h1><p>It lives in a frame of its own.</p></main></body></html>`;

/** The gallery's answer to a path: a page, its style or its script; `undefined` if there is none. */
export function galleryAnswer(path: string, place: Place): { type: string; text: string } | undefined {
  const name = /^\/gallery(?:\/([\w.-]*))?\/?$/.exec(path)?.[1];
  if (name === undefined) return path === '/gallery' ? { type: 'text/html', text: indexPage(place) } : undefined;
  if (name === '') return { type: 'text/html', text: indexPage(place) };
  if (name === 'style.css') return { type: 'text/css', text: file('style.css') };
  if (name === 'gallery.js' || name === 'states.js') return { type: 'text/javascript', text: file(name) };
  if (name === 'board') return { type: 'text/html', text: boardPage(place) };
  if (name === 'inner') return { type: 'text/html', text: INNER };
  return types[name] && { type: 'text/html', text: typePage(place, name) };
}
