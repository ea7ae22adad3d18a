import { z } from 'zod';
import type { QueryRequest } from '../../components/model/messages.ts';

const MAX_ENTRIES = 1000;
const MAX_PROOFS = 100;
const MAX_PARAMETERS = 50;

const text = z.string().min(1).max(4096);
const proof = z.array(text).max(MAX_PROOFS).default([]);
const value = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);

/** An invalid entry is denied in its place and never fails the others. */
export const liveEntry = z
  .union([z.object({ token: text, key: text.optional() }), z.object({ key: text })])
  .nullable()
  .catch(null);

/** The body of `POST /live`. */
export const liveRequest = z
  .object({
    widgets: z.array(liveEntry).max(MAX_ENTRIES).default([]),
    dashboards: z.array(liveEntry).max(MAX_ENTRIES).default([]),
    proof,
  })
  .refine(({ widgets, dashboards }) => widgets.length + dashboards.length <= MAX_ENTRIES, {
    message: `a request can have at most ${MAX_ENTRIES} widgets and dashboards`,
  });

/** The body of `POST /live/query`. */
export const queryRequest = z.object({
  dashboard: z.union([z.object({ token: text }), z.object({ key: text })]),
  params: z.record(z.string().max(100), value).refine((params) => Object.keys(params).length <= MAX_PARAMETERS, {
    message: `must have at most ${MAX_PARAMETERS} parameters`,
  }),
  proof,
}) satisfies z.ZodType<Required<QueryRequest>>;
