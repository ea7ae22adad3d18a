import { z } from 'zod';
import type { Json, JsonObject } from '../../../components/model/widget.ts';
import type { DashboardDraft } from '../../domain/boards/dashboards.ts';
import { DomainError } from '../../domain/errors.ts';
import { entryOf } from '../../domain/json.ts';
import type { Visibility } from '../../domain/model.ts';
import { given } from '../../domain/validate.ts';
import type { WidgetDraft } from '../../domain/widgets/widgets.ts';
import { validate } from '../../http/validate.ts';
import { anyObject, widgetConfig } from '../operation.ts';
import { KINDS } from './kinds.ts';

/** Visibilities in Cards' words and in ours. */
export const AUDIENCES: Readonly<Record<string, Visibility>> = {
  private: 'private',
  project: 'team',
  org: 'workspace',
  public: 'public',
};
const object = anyObject;
const text = z.string();
const prose = text.nullable().transform((value) => value ?? '');
const id = z.int().min(1);
const never = z.never({ error: 'cannot be changed here: use its own endpoint' }).optional();
export const boardFields = z
  .object({
    name: text,
    description: prose,
    parameters: z.union([object, z.array(object)]).nullable(),
    audience: z.enum(['private', 'project', 'org', 'public']),
    collection_id: id.nullable(),
    cards: never,
    layout: never,
  })
  .partial();
export const collectionFields = z.object({ name: text, description: prose, parent_id: id.nullable() }).partial();
/** Validated together with the config, because both have the same error. */
const kind = text.meta({ enum: Object.keys(KINDS) });
const layout = z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });
export const cardFields = z
  .object({ card_type: kind, title: text, config: widgetConfig, layout: layout.partial(), page: id })
  .partial();
export const moves = z.array(layout.extend({ card_id: id }));
export const login = z.object({ username: text, password: text });
export const shareFields = z.object({
  subject_type: z.enum(['user', 'group']),
  subject_id: z.union([z.int().transform(String), text]),
  access_level: z.enum(['viewer', 'commenter', 'editor']),
});
export const instantiation = z.object({ template_id: text, dataset_id: z.int(), name: text });
export const named = z.object({ name: text });
export const newBoard = boardFields.required({ name: true });
export const newCollection = collectionFields.required({ name: true });
export const newCard = cardFields.required({ card_type: true });
export const pageFields = z.object({ name: text, position: z.int() }).partial();
export const newPage = pageFields.required({ name: true });

/** @throws DomainError `invalid` */
export function dashboardPatch(body: JsonObject): Partial<DashboardDraft> {
  const { name, description, parameters, audience, collection_id: collectionId } = validate(boardFields, body);
  const visibility = audience && AUDIENCES[audience];
  return given({ name, description, parameters: parameters as Json | undefined, visibility, collectionId });
}

/** @throws DomainError `invalid` */
export const dashboardDraft = (body: JsonObject): DashboardDraft => ({
  ...validate(named, body),
  ...dashboardPatch(body),
});

/** @throws DomainError `invalid` */
export function collectionPatch(body: JsonObject) {
  const { name, description, parent_id: parentId } = validate(collectionFields, body);
  return given({ name, description, parentId });
}

/** The config that is sent is merged into the one there is, field by field; `null` removes. @throws DomainError `invalid` */
export function cardPatch(body: JsonObject, current: JsonObject): Partial<WidgetDraft> {
  const { card_type: givenType, config, layout: place = {}, page: number, title } = validate(cardFields, body);
  const type = givenType === undefined ? undefined : entryOf(KINDS, givenType);
  if (givenType !== undefined && type === undefined) throw unknownType(givenType);
  const merged = config && Object.fromEntries(Object.entries({ ...current, ...config }).filter(([, v]) => v !== null));
  return { ...given({ type, givenType, title, config: merged, page: number }), ...given(place) };
}

/** @throws DomainError `invalid` */
export function cardDraft(body: JsonObject): WidgetDraft {
  validate(newCard, body);
  return cardPatch(body, {}) as WidgetDraft;
}

const unknownType = (type: string): DomainError => {
  const message = `unknown card type ${JSON.stringify(type.slice(0, 100))}`;
  return new DomainError('invalid', message, { subject: 'card', issues: [{ path: 'card_type', message }] });
};

export const moveList = (body: unknown) =>
  validate(moves, body).map(({ card_id, ...place }) => ({ id: card_id, ...place }));
export const credentials = (body: JsonObject) => validate(login, body);
export const instantiated = (body: JsonObject) => validate(instantiation, body);
export const pagePatch = (body: JsonObject) => given(validate(pageFields, body));
export const name = (body: JsonObject) => validate(named, body).name;
export const optionalName = (body: JsonObject) => validate(named.partial(), body).name;

/** @throws DomainError `invalid` */
export function grantDraft(body: JsonObject) {
  const { subject_type: subjectType, subject_id: subjectId, access_level: level } = validate(shareFields, body);
  return { subjectType, subjectId, level };
}
