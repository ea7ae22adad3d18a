import type { Secrets } from './ports.ts';

/** A sealed text, or `null` when it was sealed under a SECRET_KEY that is lost. */
export function legible({ open }: Pick<Secrets, 'open'>, sealed: string): string | null {
  try {
    return open(sealed);
  } catch {
    return null;
  }
}
