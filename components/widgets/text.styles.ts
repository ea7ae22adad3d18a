import { css } from 'lit';

/** A low card shows the first texts only. */
export const text = css`
.skeleton {
  --h: clamp(1rem, min(9cqi, 24cqb), 3.25rem);
  block-size: calc(2.2 * var(--h));
  margin-block-start: calc(50cqb - 1.1 * var(--h));
  background:
    linear-gradient(var(--_sunken) 0 0) 0 0 / 62% 34%,
    linear-gradient(var(--_sunken) 0 0) 0 60% / 86% 17%,
    linear-gradient(var(--_sunken) 0 0) 0 100% / 48% 17%;
  background-repeat: no-repeat;
}
:host(:dir(rtl)) .skeleton {
  transform: scaleX(-1);
}
.scroll {
  display: flex;
  flex-direction: column;
  gap: 0.35em;
  font-size: clamp(0.75rem, min(4cqi, 9cqb), 1.25rem);
  white-space: pre-line;
}
.scroll > :first-child {
  margin-block-start: auto;
}
.scroll > :last-child {
  margin-block-end: auto;
}
h1,
h2,
p {
  flex: none;
  text-wrap: balance;
}
h1 {
  font-size: clamp(1rem, min(9cqi, 24cqb), 3.25rem);
  line-height: 1.15;
  font-weight: 650;
  letter-spacing: -0.01em;
}
h2 {
  font-size: clamp(0.85rem, min(5.5cqi, 13cqb), 1.6rem);
  line-height: 1.25;
  font-weight: 500;
}
h1 + h2,
p {
  color: var(--_muted);
}
p {
  text-wrap: pretty;
}
@container (block-size < 9rem) {
  h1,
  h2,
  p {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    overflow: hidden;
    -webkit-line-clamp: 2;
    padding-block-end: 0.2em;
    margin-block-end: -0.2em;
  }
}
@container (block-size < 6rem) {
  h2,
  p {
    -webkit-line-clamp: 1;
  }
}
@container (block-size < 5.5rem) {
  .scroll > :nth-child(n + 4) {
    display: none;
  }
}
@container (block-size < 4.5rem) {
  .scroll > :nth-child(n + 3) {
    display: none;
  }
}
@container (block-size < 3.5rem) {
  .scroll > :not(:first-child) {
    display: none;
  }
}
@container (block-size < 2.5rem) {
  h1 {
    font-size: 0.875rem;
  }
}
`;
