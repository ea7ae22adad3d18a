import type { BcWidget } from '../bc-widget.ts';
import { localize, registerLocale } from './localize.ts';

/** Messages for the server's error codes, and texts of its error pages. */
registerLocale('en', {
  refused_not_found: 'This does not exist or was deleted.',
  refused_forbidden: 'This cannot be shown here.',
  refused_password_required: 'This dashboard is protected by a password.',
  refused_revoked: 'This is no longer shared.',
  refused_expired: 'This share has expired.',
  refused_unavailable: 'The server cannot respond right now.',
  gone: 'This is not available',
  gone_why: 'The link may be mistyped, expired or withdrawn.',
  trouble: 'Temporarily unavailable',
  trouble_why: 'Please try again in a moment.',
  protected: 'This dashboard is protected',
  show: 'Show the dashboard',
});

/** Our translations; each is loaded when it is needed. */
const languages: Record<string, () => Promise<unknown>> = {
  ar: () => import('./ar.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  ja: () => import('./ja.ts'),
};

/**
 * Languages of the page, or its own words for one of ours: in scripts alone, which pages remove from what people write.
 * Missing words are allowed:
 * `<script type="application/json" data-bc-words="da">{"empty": "Ingen data endnu"}</script>`.
 */
for (const { dataset, textContent } of globalThis.document?.querySelectorAll<HTMLScriptElement>(
  'script[data-bc-words]',
) ?? []) {
  const { bcWords: tag = '' } = dataset;
  const language = languageOf(tag);
  const load = languages[language];
  languages[language] = async () => {
    await load?.();
    try {
      registerLocale(tag, JSON.parse(textContent));
    } catch (error) {
      reportError(error);
    }
  };
}

const learning: Record<string, Promise<boolean> | undefined> = {};
const known = new Set<string>();

function languageOf(tag: string): string {
  return tag.split(/[-_]/)[0]?.toLowerCase() ?? '';
}

/** Loads the words of a language (BCP 47 tag); `undefined` if there is nothing to load. Never rejects. */
export function learn(locale: string = navigator.language): Promise<boolean> | undefined {
  const language = languageOf(locale);
  const load = Object.hasOwn(languages, language) && !known.has(language) ? languages[language] : undefined;
  if (!load) return undefined;
  learning[language] ??= load().then(
    () => !!known.add(language),
    () => !!(learning[language] = undefined),
  );
  return learning[language];
}

/** Loads the language of a frame and redraws everything in it; translates its error message. */
export function speak(host: BcWidget): void {
  const { problem, props } = host;
  learn(props.locale)?.then((isLearned) => isLearned && redraw(host));
  const refusal = `refused_${problem?.code}`;
  const message = localize(refusal, props.locale);
  if (problem && !problem.path && message !== refusal) host.problem = { ...problem, message };
  // An attribute that is not JSON stays text.
  if (problem?.path === 'data' && typeof host.data === 'string')
    host.problem = { ...problem, message: 'expected JSON' };
}

function redraw(element: Element): void {
  (element as BcWidget).requestUpdate?.();
  for (const inner of element.shadowRoot?.querySelectorAll('*') ?? []) redraw(inner);
}

/** Loads all languages, for the server, which renders only once. */
export const learnAll = (): Promise<unknown> => Promise.all(Object.keys(languages).map(learn));
