import type { JsonObject } from '../../../components/model/widget.ts';
import type { User } from '../../domain/model.ts';
import { OPEN_TO_EDITORS } from '../../domain/rights.ts';

/** Everybody may edit; only the maker, administrators and collaborators may. */
export const OPEN = OPEN_TO_EDITORS;
export const CLOSED = 37;

/** What only this dialect knows of something. */
export const extrasOf = ({ extras }: { extras: JsonObject }): JsonObject =>
  (extras.posthog as JsonObject | undefined) ?? {};

/** ISO 8601 with `Z`. */
export const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What somebody may be at an organization. */
export const ROLES = [
  'engineering',
  'data',
  'product',
  'founder',
  'leadership',
  'marketing',
  'sales',
  'other',
] as const;

/** A position in anybody's words, in the few of this API. */
function roleOf(position: string): string | null {
  const word = position.trim().toLowerCase();
  return word === '' ? null : (ROLES.find((role) => role === word) ?? 'other');
}

export const user = (person: User | undefined) =>
  person
    ? {
        id: person.id,
        uuid: person.uuid,
        distinct_id: person.uuid,
        first_name: person.firstName || person.username,
        last_name: person.lastName,
        email: person.email,
        is_email_verified: null,
        hedgehog_config: null,
        role_at_organization: roleOf(person.position),
      }
    : null;

/** Who may do what, as every object says it. */
export const levels = (restriction: number, isWritable: boolean) => ({
  effective_restriction_level: restriction,
  effective_privilege_level: isWritable ? CLOSED : OPEN,
  user_access_level: isWritable ? 'editor' : 'viewer',
});
