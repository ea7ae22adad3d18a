import { css } from 'lit';

/** What every view shares. */
export const base = css`:host{display:block;block-size:100%;min-inline-size:0;overflow:hidden;container-type:size}`;
