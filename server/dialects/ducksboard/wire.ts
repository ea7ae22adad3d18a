import type { JsonObject } from '../../../components/model/widget.ts';
import type { DashboardDraft } from '../../domain/boards/dashboards.ts';
import { noChoice } from '../../domain/errors.ts';
import type { AccessToken, Account, Dashboard, EmbedToken, User } from '../../domain/model.ts';
import type { ProfilePatch } from '../../domain/people/profile.ts';
import { slugify } from '../../domain/slug.ts';
import type { WithToken } from '../../domain/unseal.ts';
import { given } from '../../domain/validate.ts';
import { type Answer, type Jsonable, json } from '../../http/answer.ts';
import { Form } from './form.ts';

/** Everything that succeeds answers 200. */
export const ok = (body: Jsonable): Answer => json(body);
export const done = (): Answer => ok({ response: 'ok' });
export const deleted = (count: number): Answer => ok({ deleted: count });
export const collection = (data: readonly Jsonable[]): Answer => ok({ count: data.length, data });

/** The backgrounds a dashboard can have. */
export const BACKGROUNDS: readonly string[] = [
  'wood',
  'dark wood',
  'grey tiles',
  'white',
  'black',
  'blue',
  'carbon',
  'green',
  'night',
  'paper',
  'sand',
  'slate',
];

export const dashboard = ({ name, background, position, slug }: Dashboard) => ({
  name,
  background,
  layout: position,
  slug,
});

/** A new dashboard is private to its owner until a token opens it. @throws DomainError `invalid` */
export function dashboardDraft(body: JsonObject): DashboardDraft {
  const form = new Form(body);
  const name = form.required('name');
  const background = form.text('background') || 'wood';
  const slug = slugOf(form, name);
  form.check();
  return { name, slug, background: knownBackground(background), isPrivate: true };
}

/** The changes to a dashboard; fields sent back unchanged are left out. @throws DomainError `invalid` */
export function dashboardPatch(body: JsonObject, before: Dashboard): Partial<DashboardDraft> {
  const form = new Form(body);
  const name = form.has('name') ? form.required('name') : before.name;
  const background = form.text('background') || before.background;
  const position = form.whole('layout', 0, 2 ** 31 - 1) ?? before.position;
  const slug = name === before.name ? before.slug : slugOf(form, name);
  form.check();
  return {
    ...(name !== before.name && { name, slug }),
    ...(background !== before.background && { background: knownBackground(background) }),
    ...(position !== before.position && { position }),
  };
}

function slugOf(form: Form, name: string): string {
  const slug = slugify(name);
  if (name.trim() !== '' && slug === '') form.refuse('name', 'Enter a name with letters or digits.');
  return slug;
}

function knownBackground(background: string): string {
  if (!BACKGROUNDS.includes(background)) throw noChoice('background', `must be one of ${BACKGROUNDS.join(', ')}`);
  return background;
}

/** `2012-03-10T17:20:48.753000+00:00` */
const time = (at: number): string => new Date(at).toISOString().replace('Z', '000+00:00');

export const accessToken = ({ token, description, createdAt, passwordHash }: WithToken<AccessToken>) => ({
  token,
  description,
  date_created: time(createdAt),
  has_password: passwordHash !== null,
});

export const embedToken = ({ token, createdAt }: WithToken<EmbedToken>) => ({
  token,
  date_created: time(createdAt),
});

/** An account without its credentials. */
export const account = ({ id, kind, username }: Account) => ({ id, kind, username });

export const user = (user: User) => ({
  first_name: user.firstName,
  last_name: user.lastName,
  email: user.email,
  timezone: user.timeZone,
  country: user.country,
  company: user.company,
  position: user.position,
  plan: user.plan || 'free',
});

/** @throws DomainError `invalid` */
export function profilePatch(body: JsonObject): ProfilePatch {
  const form = new Form(body);
  const fields = {
    firstName: form.text('first_name'),
    lastName: form.text('last_name'),
    email: form.text('email'),
    timeZone: form.text('timezone'),
    country: form.text('country'),
    company: form.text('company'),
    position: form.text('position'),
    newPassword: form.text('new_password'),
    currentPassword: form.text('current_password'),
  };
  form.check();
  return given(fields);
}
