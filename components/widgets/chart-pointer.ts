/** A point of a chart. */
export interface Point {
  datasetIndex: number;
  index: number;
}

/** The members we use of a chart. */
interface Drawing {
  canvas: Element;
  width: number;
  height: number;
  isPointInArea(point: object): boolean;
  getElementsAtEventForMode(event: Event, mode: string, options: object, isFinal: boolean): Point[];
}

/** Pointer position in pixels of the chart. Chart.js uses those of the screen, wrong on a zoomed or scaled page. */
function pointOn({ canvas, width, height }: Drawing, event: Event): { x: number; y: number } {
  const { clientX, clientY } = (event as TouchEvent).touches?.[0] ?? (event as MouseEvent);
  const frame = canvas.getBoundingClientRect();
  return { x: ((clientX - frame.x) / frame.width) * width, y: ((clientY - frame.y) / frame.height) * height };
}

interface Pointed {
  event: { native: Event; x: number; y: number };
  /** Whether it is the last event again, after an update of the chart. */
  replay: boolean;
  inChartArea: boolean;
}

/** Corrects the position of tooltips on zoomed or scaled pages. */
export const pointing = {
  id: 'pointing',
  beforeEvent(chart: Drawing, args: Pointed): void {
    if (!args.replay) Object.assign(args.event, pointOn(chart, args.event.native));
    args.inChartArea = chart.isPointInArea(args.event);
  },
};

/** The point under the pointer; `isLoose`: or else the nearest one, for points too small to hit. */
export function hit(chart: Drawing, event: Event, isLoose: boolean): Point | undefined {
  const at = { native: event, ...pointOn(chart, event) } as unknown as Event;
  const find = (intersect: boolean) => chart.getElementsAtEventForMode(at, 'nearest', { intersect }, false)[0];
  return find(true) ?? (isLoose ? find(false) : undefined);
}
