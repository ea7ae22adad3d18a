/** A point of a chart: of which dataset, and which of its values. */
export interface Point {
  datasetIndex: number;
  index: number;
}

/** What is used of a chart. */
interface Drawing {
  canvas: Element;
  width: number;
  height: number;
  isPointInArea(point: object): boolean;
  getElementsAtEventForMode(event: Event, mode: string, options: object, isFinal: boolean): Point[];
}

/** Where a pointer is on a chart, in the chart's own pixels, which a page may zoom or scale: Chart.js counts the screen's. */
function pointOn({ canvas, width, height }: Drawing, event: Event): { x: number; y: number } {
  const { clientX, clientY } = (event as TouchEvent).touches?.[0] ?? (event as MouseEvent);
  const frame = canvas.getBoundingClientRect();
  return { x: ((clientX - frame.x) / frame.width) * width, y: ((clientY - frame.y) / frame.height) * height };
}

interface Pointed {
  event: { native: Event; x: number; y: number };
  /** The same event once more, where the values have changed below it. */
  replay: boolean;
  inChartArea: boolean;
}

/** Has tooltips come where the pointer is. */
export const pointing = {
  id: 'pointing',
  beforeEvent(chart: Drawing, args: Pointed): void {
    if (!args.replay) Object.assign(args.event, pointOn(chart, args.event.native));
    args.inChartArea = chart.isPointInArea(args.event);
  },
};

/** The point under the pointer; `isLoose`: or else the nearest one, where points are too small to be hit. */
export function hit(chart: Drawing, event: Event, isLoose: boolean): Point | undefined {
  const at = { native: event, ...pointOn(chart, event) } as unknown as Event;
  const find = (intersect: boolean) => chart.getElementsAtEventForMode(at, 'nearest', { intersect }, false)[0];
  return find(true) ?? (isLoose ? find(false) : undefined);
}
