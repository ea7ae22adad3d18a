import type { JsonObject } from '../../../components/model/widget.ts';
import type { Insight, Principal } from '../model.ts';
import type { Secrets } from '../ports.ts';
import { authorOf } from '../rights.ts';
import { given, lineIssue, MAX_NAME, refuse } from '../validate.ts';
import type { Look } from '../widgets/placing.ts';
import { blankInsight } from './insight-model.ts';

/** Fields that a draft may set and that are stored as they are. */
export const INSIGHT_FIELDS = [
  'name',
  'description',
  'query',
  'filters',
  'tags',
  'isFavorited',
  'isSaved',
  'extras',
] as const satisfies readonly (keyof Insight)[];

export type InsightFields = Partial<Pick<Insight, (typeof INSIGHT_FIELDS)[number]>>;

/** @throws DomainError `invalid` */
export const checkInsight = ({ name, description, tags }: InsightFields): void =>
  refuse(
    typeof name === 'string' && lineIssue('name', name, MAX_NAME),
    description !== undefined && lineIssue('description', description.replace(/[\t\r\n]/g, ' '), 10_000),
    ...(tags ?? []).map((tag, index) => lineIssue(`tags[${index}]`, tag)),
  );

/** The row of a new insight. */
export const insightOf = (
  secrets: Pick<Secrets, 'token'>,
  principal: Principal,
  draft: InsightFields & { look: Look; deleted?: boolean },
  at: number,
): Omit<Insight, 'id'> => ({
  ...blankInsight(),
  ...given(draft, INSIGHT_FIELDS),
  extras: { ...draft.extras, look: draft.look as unknown as JsonObject },
  workspaceId: principal.workspaceId,
  originWidgetId: null,
  kind: 'insight',
  shortId: secrets.token().slice(0, 8),
  createdBy: authorOf(principal),
  modifiedBy: authorOf(principal),
  createdAt: at,
  modifiedAt: at,
  deletedAt: draft.deleted ? at : null,
});
