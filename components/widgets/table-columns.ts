import type { GridColumn } from '../model/grid.ts';

/** Letters that the padding of a cell takes. */
const PADDING = 2.2;
/** Letters side by side on a sheet of paper, and how wide one is there in pixels. */
const PRINTED = { letters: 110, width: 6.3 };

/** How many letters wide columns are. */
const lettersOf = (...columns: GridColumn[]): number => columns.reduce((sum, { width }) => sum + width + PADDING, 0);

/** Width of columns as CSS: what they need in letters, and none of them half of the box. */
export const widthOf = (...columns: GridColumn[]): string =>
  `calc(${columns.map((column) => `min(${lettersOf(column)}ch, 44cqi)`).join(' + ')})`;

/** Columns as they are printed: those that the box has no room for come below, each time after the first one. */
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
 * Gives the columns of tables their widths; on paper, where they cannot be scrolled to, they share that of the sheet.
 * It goes through the object model: a strict content policy refuses style attributes.
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
