import { css, html, type TemplateResult } from 'lit';

/** Visually hidden, available to screen readers. A fixed table layout need not measure every cell. */
export const hiddenStyles = css`
.sr {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.sr table {
  table-layout: fixed;
  inline-size: 1px;
}
`;

/** Formatted rows, with the header first, as the table alternative to a picture. */
export const dataTable = ([head = [], ...rows]: readonly (readonly string[])[]): TemplateResult =>
  html`<table><thead><tr>${head.map((cell, index) => (index || cell ? html`<th scope="col">${cell}</th>` : html`<td></td>`))}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, index) => (index ? html`<td>${cell}</td>` : html`<th scope="row">${cell}</th>`))}</tr>`,
  )}</tbody></table>`;
