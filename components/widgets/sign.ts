import { html, svg, type TemplateResult } from 'lit';

/** A shape for each state, so that colour is not needed: circle, triangle, octagon, diamond. Boxes of 20 x 20. */
const SHAPES = {
  good: 'M10 1A9 9 0 1 1 10 19A9 9 0 1 1 10 1Z',
  warn: 'M10 1.5Q10.9 1.5 11.4 2.4L19 16.2Q19.9 18.5 17.6 18.5L2.4 18.5Q.1 18.5 1 16.2L8.6 2.4Q9.1 1.5 10 1.5Z',
  bad: 'M6.3 1L13.7 1L19 6.3L19 13.7L13.7 19L6.3 19L1 13.7L1 6.3Z',
  none: 'M10 .6L19.4 10L10 19.4L.6 10Z',
};

/** The mark inside the shape: tick, exclamation mark, cross, question mark. */
const MARKS = {
  good: 'M5.8 10.4L8.8 13.4L14.4 7.2',
  warn: 'M10 7L10 11.6M10 14.9L10 15.1',
  bad: 'M6.8 6.8L13.2 13.2M13.2 6.8L6.8 13.2',
  none: 'M7.9 8.4Q8 6.2 10 6.2Q12.1 6.2 12.1 8.1Q12.1 9.4 10 10.6L10 11.6M10 14.2L10 14.4',
};

export type SignName = keyof typeof SHAPES;

/** The sign of a state in the text's colour. It is hidden from screen readers: its meaning is beside it as text. */
export const sign = (name: SignName): TemplateResult =>
  html`<svg class="sign" viewBox="0 0 20 20" aria-hidden="true">${svg`<path class="shape" d=${SHAPES[name]}></path><path class="mark" d=${MARKS[name]}></path>`}</svg>`;
