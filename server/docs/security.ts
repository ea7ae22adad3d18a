import type { JsonObject } from '../../components/model/widget.ts';
import type { Right } from '../dialects/dialect.ts';
import type { Credential, Scheme } from '../http/credentials.ts';
import { SAFE_METHODS } from '../http/headers.ts';

const CSRF = 'csrf';

/** The documented part of a credential. */
export type Told = Pick<Credential, 'scheme'>;

/** OpenAPI has no scheme for a field of the body: that is documented as a property of the bodies instead. */
const speakable = (credentials: readonly Told[]): Scheme[] =>
  credentials.flatMap(({ scheme }) => (scheme && scheme.where !== 'body' ? [scheme] : []));

function schemeOf({ where, field = '', description }: Scheme): JsonObject {
  return where === 'bearer' || where === 'basic'
    ? { type: 'http', scheme: where, description }
    : { type: 'apiKey', in: where, name: field, description };
}

/** `components.securitySchemes` for parts and routes. */
export function schemesOf(owners: readonly { readonly credentials?: readonly Told[] }[]): JsonObject {
  const schemes = speakable(owners.flatMap(({ credentials = [] }) => credentials));
  const isSession = schemes.some(({ csrf }) => csrf);
  return {
    ...Object.fromEntries(schemes.map((scheme) => [scheme.name, schemeOf(scheme)])),
    ...(isSession && {
      [CSRF]: { type: 'apiKey', in: 'header', name: 'X-Csrf-Token', description: 'The CSRF token of the session.' },
    }),
  };
}

/** `security` of an operation: any one of the credentials, with the required scope. */
export function requirementsOf(credentials: readonly Told[], right: Right, method: string): JsonObject[] {
  const scopes = right.includes(':') ? [right] : [];
  const requirements = speakable(credentials).map(
    ({ name, csrf }): JsonObject => ({
      [name]: scopes,
      ...(csrf && !SAFE_METHODS.has(method) && { [CSRF]: [] }),
    }),
  );
  return right === 'public' && requirements.length > 0 ? [{}, ...requirements] : requirements;
}
