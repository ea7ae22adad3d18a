import { z } from 'zod';
import { type About, anyObject, anyValue, described, type Operation, type Operations } from '../operation.ts';
import { error } from './forms.docs.ts';

const text = z.string();

/** The documentation of this API. */
export const about: About = {
  title: 'Shared',
  description: 'Shared dashboards as pages. They require only the token, and a password if there is one.',
  partOf: 'posthog',
  schemas: {},
  params: {
    token: described(
      text,
      'The access token of the sharing configuration. Append `.json` to get the content of the page as JSON.',
      'q3Zr8mXw0c7pLk2VtB5nYh1dFs9aGe.json',
    ),
  },
  error,
};

const shown = described(
  z.object({
    type: described(text, '`scene`, `embed`, or `unlock` if a password is required.'),
    accessToken: text,
    dashboard: anyObject.optional(),
    themes: z.array(anyObject).optional(),
    ...Object.fromEntries(
      ['whitelabel', 'noHeader', 'showInspector', 'legend', 'detailed', 'hideExtraDetails', 'theme'].map((name) => [
        name,
        anyValue.optional(),
      ]),
    ),
  }),
  'With `.json`, this object; without, a live page (text/html).',
);

const show: Operation = { tag: 'Shared pages', summary: 'Get a shared dashboard', answers: { 200: shown } };
const unlock: Operation = {
  tag: 'Shared pages',
  summary: 'Unlock a shared dashboard with its password',
  description:
    'Sets a cookie. The `shareToken` of the response also works as a bearer token. Browsers that send a form get the page.',
  body: z.object({ password: text }).partial(),
  isBodyOptional: true,
  example: { password: 'correct horse' },
  fails: ['rate_limited'],
  answers: { 200: z.object({ shareToken: text }), 401: z.object({ error: text }) },
};

/** Documentation of its routes. */
export const docs: Operations = Object.fromEntries(
  ['/shared', '/shared_dashboard', '/embedded'].flatMap((path) => [
    [`GET ${path}/:token`, show],
    [`POST ${path}/:token`, unlock],
  ]),
);
