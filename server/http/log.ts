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
  let isOpener = false;
  return (path.split('?', 1)[0] ?? '')
    .split('/')
    .map((segment) => {
      // Two slashes in a row are one to whoever typed them.
      if (segment === '') return segment;
      const isSecret = isOpener || SECRET.test(segment);
      isOpener = OPENERS.has(segment.toLowerCase());
      return isSecret ? '***' : segment;
    })
    .join('/');
}

/** A key by its beginning; a token wherever somebody mistyped the address around it. Keys of widgets are shorter. */
const SECRET = /^(?:sk|phx)_|[\w-]{40}/;

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
