import type { Secrets } from './ports.ts';

/** A row whose token is told in clear; `null` for one that was kept under a lost SECRET_KEY, which opens all the same. */
export type Shown<Row> = Row & { token: string | null };

/** A sealed text, or `null` when it was sealed under a SECRET_KEY that is lost. */
export function legible({ open }: Pick<Secrets, 'open'>, sealed: string): string | null {
  try {
    return open(sealed);
  } catch {
    return null;
  }
}

/** A row with the token that it keeps. */
export const shown = <Row extends { sealed: string }>(secrets: Pick<Secrets, 'open'>, row: Row): Shown<Row> => ({
  ...row,
  token: legible(secrets, row.sealed),
});
