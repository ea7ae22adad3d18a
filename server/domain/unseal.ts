import type { Secrets } from './ports.ts';

/** A row with its token in clear; `null` if it was sealed under a SECRET_KEY that is lost. Such a token still works. */
export type WithToken<Row> = Row & { token: string | null };

/** The sealed text, or `null` when it was sealed under a SECRET_KEY that is lost. */
export function unsealed({ open }: Pick<Secrets, 'open'>, sealed: string): string | null {
  try {
    return open(sealed);
  } catch {
    return null;
  }
}

/** Adds to a row the token that it holds sealed. */
export const withToken = <Row extends { sealed: string }>(
  secrets: Pick<Secrets, 'open'>,
  row: Row,
): WithToken<Row> => ({
  ...row,
  token: unsealed(secrets, row.sealed),
});
