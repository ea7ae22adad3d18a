import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../components/model/widget.ts';

/** The fields of a body that differ from what was shown: clients that read, change and write send the rest back. */
export const changedFields = (body: JsonObject, shown: object): JsonObject =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([name, value]) => !(Object.hasOwn(shown, name) && isDeepStrictEqual(value, shown[name as keyof typeof shown])),
    ),
  );
