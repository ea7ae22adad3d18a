import type { JsonObject } from '../../../components/model/widget.ts';
import type { User } from '../../domain/model.ts';
import { OPEN_TO_EDITORS } from '../../domain/rights.ts';

/** Restriction levels: everybody may edit; only the creator, administrators and collaborators may. */
export const OPEN = OPEN_TO_EDITORS;
export const CLOSED = 37;

/** The fields that only this dialect stores. */
export const extrasOf = ({ extras }: { extras: JsonObject }): JsonObject =>
  (extras.posthog as JsonObject | undefined) ?? {};

/** ISO 8601 with `Z`. */
export const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Values of `role_at_organization`. */
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

/** Maps a free-text position to one of this API's few. */
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

/** Access fields common to all objects. */
export const levels = (restriction: number, isWritable: boolean) => ({
  effective_restriction_level: restriction,
  effective_privilege_level: isWritable ? CLOSED : OPEN,
  user_access_level: isWritable ? 'editor' : 'viewer',
});
