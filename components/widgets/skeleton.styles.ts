import { css } from 'lit';

/**
 * Skeletons: what views look like while they load. Each is the background of one element, mirrored for right-to-left
 * readers.
 */
const mirrored = css`:host(:dir(rtl)) .skeleton{transform:scaleX(-1)}`;

/** A few lines of text, the last one short. */
export const lines = css`
.skeleton {
  mask: repeating-linear-gradient(#0000 0 0.1875rem, #000 0 0.8125rem, #0000 0 1.25rem);
  clip-path: polygon(0 0, 94% 0, 94% 1rem, 100% 1rem, 100% 2.25rem, 58% 2.25rem, 58% 3.5rem, 0 3.5rem);
}
${mirrored}
`;

/** Rows of a name and a figure, each `--row` high; only whole rows. */
export const rows = css`
.skeleton {
  background: linear-gradient(90deg, var(--_sunken) 45%, #0000 0 82%, var(--_sunken) 0);
  mask: linear-gradient(#0000 30%, #000 0 70%, #0000 0) 0 0 / 100% var(--row, 2.2em) round;
}
${mirrored}
`;

/** Rows of several columns. */
export const columns = css`
.skeleton {
  background: linear-gradient(
    90deg,
    var(--_sunken) 30%,
    #0000 0 45%,
    var(--_sunken) 0 60%,
    #0000 0 85%,
    var(--_sunken) 0
  );
  mask: linear-gradient(#000 50%, #0000 0) 0 0 / 100% 1.25rem round;
}
${mirrored}
`;

/** Dots on a rail, with a title and a time beside each. */
export const entries = css`
.skeleton {
  background:
    radial-gradient(circle at 0.375rem 0.375rem, var(--_sunken) 0.35rem, #0000 0.375rem) 0 0 / 0.75rem 2.5rem no-repeat
    round,
    linear-gradient(var(--_sunken) 0.625rem, #0000 0) 1.5rem 0 / 55% 2.5rem no-repeat round,
    linear-gradient(#0000 0.875rem, var(--_sunken) 0 1.375rem, #0000 0) 1.5rem 0 / 35% 2.5rem no-repeat round;
}
${mirrored}
`;

/** A sign and a word beside it. */
export const signed = css`
.skeleton {
  --s: min(2rem, 60cqb);
  block-size: var(--s);
  background:
    radial-gradient(circle closest-side, var(--_sunken) 97%, #0000) 0 / var(--s) 100% no-repeat,
    linear-gradient(var(--_sunken) 0 0) calc(1.4 * var(--s)) / 45% 50% no-repeat;
}
${mirrored}
`;
