import type { GridColumn } from '../model/grid.ts';

/** Width of a cell's padding, in characters. */
const PADDING = 2.2;
/** How many characters fit on a sheet of paper, and their width there in pixels. */
const PRINTED = { letters: 110, width: 6.3 };

/** Width of columns in characters. */
const lettersOf = (...columns: GridColumn[]): number => columns.reduce((sum, { width }) => sum + width + PADDING, 0);

/** Width of columns as CSS: as much as they need, each at most 44% of the box. */
export const widthOf = (...columns: GridColumn[]): string =>
  `calc(${columns.map((column) => `min(${lettersOf(column)}ch, 44cqi)`).join(' + ')})`;

/** Columns for printing: those that do not fit follow in tables below, which repeat the first column. */
export function bandsOf([lead, ...others]: readonly GridColumn[], width = 0): GridColumn[][] {
  if (!lead) return [];
  const most = Math.min(PRINTED.letters, (width || Number.POSITIVE_INFINITY) / PRINTED.width);
  const bands = [[lead]];
  for (const column of others) {
    const band = bands.at(-1) as GridColumn[];
    if (band.length < 2 || lettersOf(...band, column) <= most) band.push(column);
    else bands.push([lead, column]);
  }
  return bands;
}

/**
 * Sets the widths of columns; for printing, they share the width of the sheet. From script, because a strict content
 * policy forbids style attributes.
 */
export function fit(tables: NodeListOf<HTMLTableElement>, bands: GridColumn[][], isPrinted: boolean): void {
  tables.forEach((table, at) => {
    const columns = bands[at] ?? [];
    table.style.minInlineSize = isPrinted ? '' : widthOf(...columns);
    table.querySelectorAll('col').forEach((col, index) => {
      const column = columns[index] as GridColumn;
      col.style.inlineSize = isPrinted ? `${(100 * lettersOf(column)) / lettersOf(...columns)}%` : widthOf(column);
    });
  });
}
