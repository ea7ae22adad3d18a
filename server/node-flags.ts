/**
 * Node's flags for the server, the same as in `npm start` and the Dockerfile. V8's young generation grows when
 * thousands of viewers connect at once, and is never shrunk again: limited to 16 MB, a viewer takes half the memory,
 * and pushes are as fast as with 64.
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=16'];
