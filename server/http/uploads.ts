import { DomainError } from '../domain/errors.ts';
import type { Call } from './call.ts';

/** Most uploads held in memory at a time, in total and per workspace. */
const MAX_HELD = 8;
const MAX_HELD_PER_WORKSPACE = 4;
/** `Retry-After` of a refused upload, in seconds. */
const RETRY_AFTER = 5;

/** The workspace of each upload held. */
const held: number[] = [];

/**
 * Reads a large body and holds it in memory while `use` runs. The number held at a time is limited.
 * @throws DomainError `rate_limited`, `too_large`, `malformed`
 */
export async function withUpload<T>(call: Call, limit: number, use: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  const { workspaceId } = call.principal;
  const own = held.filter((each) => each === workspaceId).length;
  if (held.length >= MAX_HELD || own >= MAX_HELD_PER_WORKSPACE) {
    throw new DomainError('rate_limited', 'Too many uploads at the same time. Try again in a moment.', {
      retryAfter: RETRY_AFTER,
    });
  }
  held.push(workspaceId);
  try {
    return await use(await call.bytes(limit));
  } finally {
    held.splice(held.indexOf(workspaceId), 1);
  }
}
