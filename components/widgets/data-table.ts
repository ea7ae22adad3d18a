import { css, html, type TemplateResult } from 'lit';

/** Seen by nobody, heard by assistive technology. */
export const hiddenStyles = css`.sr{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`;

/** Rows in words of the locale, the first one being the head, as the table that stands in for a picture. */
export const dataTable = ([head = [], ...rows]: readonly (readonly string[])[]): TemplateResult =>
  html`<div class="sr"><table><thead><tr>${head.map((cell, index) => (index || cell ? html`<th scope="col"><bdi>${cell}</bdi></th>` : html`<td></td>`))}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, index) => (index ? html`<td><bdi>${cell}</bdi></td>` : html`<th scope="row"><bdi>${cell}</bdi></th>`))}</tr>`,
  )}</tbody></table></div>`;
