/** Most bytes a request body may have, whatever it declares: larger ones are 413. */
export const MAX_BODY_BYTES = 1024 * 1024;
