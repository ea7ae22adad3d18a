/**
 * How Node runs the server; `npm start` and the Dockerfile say the same. V8's room for young objects grows with the
 * burst when thousands of viewers come at once, and is never given back: with 16 MB at most a viewer takes half the
 * memory, and pushes are as fast as with 64.
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=16'];
