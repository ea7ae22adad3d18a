import type { Chart } from './chart-element.ts';
import type { Point } from './chart-pointer.ts';

/** How the values of a chart are laid out: from left to right, from top to bottom, or in a circle. */
export type Layout = 'across' | 'down' | 'round';

type Move = readonly [value: number, dataset: number];

/** Where each arrow key goes: to another value, or to the same one of another dataset. */
const MOVES: Readonly<Record<Layout, Readonly<Record<string, Move>>>> = {
  across: { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] },
  down: { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] },
  round: { ArrowRight: [1, 0], ArrowDown: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [-1, 0] },
};
const MIRRORED: Readonly<Record<string, string>> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' };

/** Whether there is a value at this point: gaps have none, and newer data may be shorter. */
export const hasValue = ({ data: { datasets } }: Chart, at: Point | undefined): boolean => {
  const value = at && datasets[at.datasetIndex]?.data[at.index];
  return Number.isFinite((value as { y?: number } | null | undefined)?.y ?? value);
};

/** The point a key leads to, skipping gaps; `undefined` for other keys and at the end. */
export function step(
  chart: Chart,
  from: Point | undefined,
  key: string,
  { layout, isRtl }: { layout: Layout; isRtl: boolean },
): Point | undefined {
  const { datasets } = chart.data;
  const count = Math.max(0, ...datasets.map(({ data }) => data.length));
  const move = MOVES[layout][(isRtl && MIRRORED[key]) || key];
  if (!move && key !== 'Home' && key !== 'End') return undefined;
  const at = from && move ? { ...from } : { datasetIndex: from?.datasetIndex ?? 0, index: key === 'End' ? count : -1 };
  const [along, over] = from && move ? move : [key === 'End' ? -1 : 1, 0];
  do {
    at.index += along;
    at.datasetIndex += over;
    if (at.index < 0 || at.index >= count || !datasets[at.datasetIndex]) return undefined;
  } while (!hasValue(chart, at));
  return at;
}

/** Highlights a point and shows its tooltip; without a point, removes both. */
export function mark(chart: Chart, at: Point | undefined): void {
  const active = at ? [at] : [];
  const element = at && chart.getDatasetMeta(at.datasetIndex).data[at.index];
  chart.setActiveElements(active);
  chart.tooltip?.setActiveElements(
    active,
    (element?.tooltipPosition(true) ?? { x: 0, y: 0 }) as { x: number; y: number },
  );
  chart.update('none');
}
