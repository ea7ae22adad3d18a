import { z } from 'zod';
import { described } from '../operation.ts';

const text = z.string();
const id = z.int().min(0);

/** Parameters of the query. */
export const format = described(z.enum(['json', 'txt']).optional(), 'Format of the response.', 'json');
export const many = {
  format,
  limit: described(id.optional(), 'Maximum number of results; 100 by default.', 100),
  offset: described(id.optional(), 'Number of results to skip.', 0),
};
/** A page of a list. */
export const listOf = (item: z.ZodType) =>
  z.object({ count: id, next: text.nullable(), previous: text.nullable(), results: z.array(item) });
