/** Most bytes of a request body, whatever its Content-Length says: larger ones are 413. */
export const MAX_BODY_BYTES = 1024 * 1024;
