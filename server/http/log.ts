/** Path segments before a secret: what follows opens something to whoever knows it. */
const OPENERS: ReadonlySet<string> = new Set([
  'embed',
  'public',
  'live',
  'shared',
  'shared_dashboard',
  'embedded',
  'tokens',
]);

/**
 * A path as it may be logged: without its query, and without the tokens in it.
 * Widget and dashboard keys stay, they are names.
 */
export function loggablePath(path: string): string {
  const segments = path.split('?', 1)[0]?.split('/') ?? [];
  return segments.map((segment, index) => (isSecret(segment, segments[index - 1]) ? '***' : segment)).join('/');
}

const isSecret = (segment: string, before: string | undefined): boolean =>
  (segment !== '' && before !== undefined && OPENERS.has(before)) || /^(sk|phx)_/.test(segment);

/** What of an error may be logged: never the values it speaks of, which databases put beside the message. */
export function loggableError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = (error as NodeJS.ErrnoException).code;
  return {
    name,
    message,
    ...(code !== undefined && { code }),
    stack,
    ...(cause !== undefined && { cause: loggableError(cause) }),
  };
}
