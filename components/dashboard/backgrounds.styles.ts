import { css } from 'lit';

/**
 * Backgrounds by name. All are gradients: no files to fetch, nothing a strict content policy could forbid.
 * Text on them has a contrast of at least 4.5; high-contrast themes have no backgrounds.
 */
export const backgrounds = css`
.board {
  color: var(--_ink);
  background: var(--_sunken);
}
[data-background='wood'],
[data-background='dark-wood'] {
  --_plank: #6b4a2f;
  --_grain: #5e4029;
  --_gap: #3b2617;
  color: #fff;
  background:
    repeating-linear-gradient(90deg, transparent 0 7.9rem, var(--_gap) 7.9rem 8rem),
    repeating-linear-gradient(91deg, var(--_grain) 0 2px, transparent 2px 11px, var(--_grain) 11px 12px, transparent 12px 23px),
    repeating-linear-gradient(89.4deg, transparent 0 37px, var(--_grain) 37px 40px, transparent 40px 61px),
    var(--_plank);
}
[data-background='dark-wood'] {
  --_plank: #33241a;
  --_grain: #2b1e15;
  --_gap: #1a110b;
}
[data-background='grey-tiles'] {
  color: #1a1e24;
  background:
    linear-gradient(#c3c7cd 1px, transparent 1px) 0 0 / 4rem 4rem,
    linear-gradient(90deg, #c3c7cd 1px, transparent 1px) 0 0 / 4rem 4rem,
    #d6d9de;
}
[data-background='white'] {
  color: #1a1e24;
  background: #fff;
}
[data-background='black'] {
  color: #fff;
  background: #000;
}
[data-background='slate'] {
  color: #fff;
  background: linear-gradient(160deg, #2b3542, #1a212b);
}
[data-background='blue'] {
  color: #fff;
  background: linear-gradient(160deg, #1f4e8c, #14305a);
}
[data-background='green'] {
  color: #fff;
  background: linear-gradient(160deg, #1f5d43, #123a2a);
}
[data-background='sand'] {
  color: #1a1e24;
  background: linear-gradient(160deg, #efe6d5, #e2d4b9);
}
[data-background='paper'] {
  color: #1a1e24;
  background: repeating-linear-gradient(#f7f5ee 0 1.9rem, #e3e7ee 1.9rem 2rem);
}
[data-background='carbon'] {
  color: #fff;
  background: repeating-conic-gradient(#1d2024 0 25%, #24282d 0 50%) 0 0 / 1rem 1rem;
}
[data-background='night'] {
  color: #fff;
  background: radial-gradient(120% 90% at 20% 0%, #33306b, #12132b 70%);
}
@media (prefers-contrast: more) {
  .board {
    color: var(--_ink) !important;
    background: var(--_sunken) !important;
  }
}
`;
