/** Path segments that are followed by a secret. */
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
 * Widget and dashboard keys stay: they are not secret.
 */
export function loggablePath(path: string): string {
  let isOpener = false;
  return (path.split('?', 1)[0] ?? '')
    .split('/')
    .map((segment) => {
      // A doubled slash is a typo for one.
      if (segment === '') return segment;
      const isSecret = isOpener || SECRET.test(segment);
      isOpener = OPENERS.has(segment.toLowerCase());
      return isSecret ? '***' : segment;
    })
    .join('/');
}

/** API keys by their prefix, and tokens by their length, also in mistyped URLs. Widget keys are shorter. */
const SECRET = /^(?:sk|phx)_|[\w-]{40}/;

/**
 * The parts of an error that may be logged: not the values, which database errors carry next to their message. No stack
 * where the database or the disk failed: it leads nowhere, and every request would add kilobytes to a disk that may be full.
 */
export function loggableError(error: unknown, hasStack = true): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = (error as NodeJS.ErrnoException).code;
  const isTraced = hasStack && code !== 'unavailable';
  return {
    name,
    message,
    ...(code !== undefined && { code }),
    ...(isTraced && { stack }),
    ...(cause !== undefined && { cause: loggableError(cause, isTraced) }),
  };
}
