import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../components/model/widget.ts';

/** What of a body is news: clients that read, change and write send the rest back as it was shown. */
export const newsOf = (body: JsonObject, shown: object): JsonObject =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([name, value]) => !(Object.hasOwn(shown, name) && isDeepStrictEqual(value, shown[name as keyof typeof shown])),
    ),
  );
