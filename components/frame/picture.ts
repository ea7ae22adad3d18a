import { boxOf, paintMarker, paintText } from './picture-text.ts';

/**
 * A card as a picture. No page may take a screenshot, and markup drawn through an SVG loses its shadow roots or taints
 * the canvas, so what is on the screen is painted anew: boxes, lines of text, shapes, pictures and charts, where they are.
 * What a frame shows, and pictures of other origins, stay blank. A card that the page shows larger or smaller (`zoom`,
 * `transform`) is painted in the size that its styles speak of.
 */
export function picture(card: HTMLElement): HTMLCanvasElement {
  const zoom = card.getBoundingClientRect().width / card.offsetWidth || 1;
  const box = boxOf(card, zoom);
  const scale = Math.max(2, devicePixelRatio);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(box.width * scale);
  canvas.height = Math.ceil(box.height * scale);
  const pen = canvas.getContext('2d');
  pen?.setTransform(scale, 0, 0, scale, -box.left * scale, -box.top * scale);
  if (pen) paint(pen, card, { flow: [], held: [], zoom });
  return canvas;
}

/** Where a node is painted. */
interface Place {
  /** What cuts it off. */
  flow: Path2D[];
  /** What cuts off those below it that are placed absolutely: they hang on another box. */
  held: Path2D[];
  /** How much larger the page shows it than its styles say. */
  zoom: number;
}

const childrenOf = (element: Element): Iterable<Node> =>
  element instanceof HTMLSlotElement ? element.assignedNodes() : (element.shadowRoot ?? element).childNodes;

function paint(pen: CanvasRenderingContext2D, node: Node, place: Place): void {
  const { zoom } = place;
  if (node instanceof Text) within(pen, place.flow, () => paintText(pen, node, zoom));
  if (!(node instanceof Element) || node.getAttribute('part') === 'controls') return;
  const style = getComputedStyle(node);
  const box = boxOf(node, zoom);
  const shape = node instanceof SVGGeometryElement && node;
  // What is a pixel small, or cut off all around, is there for those who listen; a line is no pixel wide.
  const isLarge = shape || style.display === 'contents' || (box.width > 1 && box.height > 1);
  const isSeen = isLarge && style.display !== 'none' && style.clipPath !== 'inset(50%)';
  if (!isSeen || style.visibility !== 'visible') return;
  const isPlaced = style.position !== 'static' || style.transform !== 'none';
  const flow = /absolute|fixed/.test(style.position) ? place.held : place.flow;
  const outline = new Path2D();
  outline.roundRect(box.left, box.top, box.width, box.height, Number.parseFloat(style.borderTopLeftRadius) || 0);
  pen.save();
  pen.globalAlpha *= Number(style.opacity);
  within(pen, flow, () => {
    if (shape) {
      paintShape(pen, shape, style, zoom);
      return;
    }
    pen.fillStyle = style.backgroundColor;
    pen.fill(outline);
    if (style.display !== 'contents') paintBorders(pen, box, outline, style);
    if (style.display === 'list-item') paintMarker(pen, node, style, zoom);
    if (node instanceof HTMLCanvasElement) pen.drawImage(node, box.left, box.top, box.width, box.height);
    if (isOwn(node)) within(pen, [outline], () => paintImage(pen, node, box, style));
  });
  const inner = style.overflowX === 'visible' ? flow : [...flow, outline];
  const below = { flow: inner, held: isPlaced ? inner : place.held, zoom };
  for (const child of childrenOf(node)) paint(pen, child, below);
  pen.restore();
}

function within(pen: CanvasRenderingContext2D, clips: readonly Path2D[], draw: () => void): void {
  pen.save();
  for (const clip of clips) pen.clip(clip);
  draw();
  pen.restore();
}

/** Whether it is an image that leaves the canvas readable. */
const isOwn = (node: Element): node is HTMLImageElement => {
  if (!(node instanceof HTMLImageElement) || !node.complete || !node.naturalWidth) return false;
  const { protocol, origin: other } = new URL(node.currentSrc || node.src, document.baseURI);
  return protocol === 'data:' || other === origin;
};

function paintImage(pen: CanvasRenderingContext2D, image: HTMLImageElement, box: DOMRect, style: CSSStyleDeclaration) {
  const { naturalWidth, naturalHeight } = image;
  const scales = [box.width / naturalWidth, box.height / naturalHeight] as const;
  const fits: Readonly<Record<string, number>> = { contain: Math.min(...scales), cover: Math.max(...scales), none: 1 };
  const fit = fits[style.objectFit];
  const [width, height] = fit ? [naturalWidth * fit, naturalHeight * fit] : [box.width, box.height];
  pen.drawImage(image, box.left + (box.width - width) / 2, box.top + (box.height - height) / 2, width, height);
}

/** The same line around all of it follows its corners; lines of some sides are straight. */
function paintBorders(pen: CanvasRenderingContext2D, box: DOMRect, outline: Path2D, style: CSSStyleDeclaration): void {
  const { left, top, right, bottom, width, height } = box;
  const [above, after, below, before] = (['Top', 'Right', 'Bottom', 'Left'] as const).map((side) => ({
    size: Number.parseFloat(style[`border${side}Width`]),
    color: style[`border${side}Color`],
  })) as [Line, Line, Line, Line];
  if ([after, below, before].every(({ size, color }) => size === above.size && color === above.color)) {
    if (!above.size) return;
    pen.strokeStyle = above.color;
    // Half of it lies outside, and is cut off.
    pen.lineWidth = 2 * above.size;
    within(pen, [outline], () => pen.stroke(outline));
    return;
  }
  const { a: scale, e, f } = pen.getTransform();
  const whole = (place: number, shift: number) => (Math.round(place * scale + shift) - shift) / scale;
  const fill = ({ size, color }: Line, ...[x, y, across, down]: [number, number, number, number]) => {
    pen.fillStyle = color;
    if (size) pen.fillRect(whole(x, e), whole(y, f), across, down);
  };
  fill(above, left, top, width, above.size);
  fill(below, left, bottom - below.size, width, below.size);
  fill(before, left, top, before.size, height);
  fill(after, right - after.size, top, after.size, height);
}

interface Line {
  size: number;
  color: string;
}

/** From the units of a shape to the pixels of its card's styles. Firefox leaves `zoom` out of all but the place. */
function matrixOf(shape: SVGGeometryElement, zoom: number): DOMMatrix | undefined {
  const own = shape.getCTM();
  const onScreen = shape.getScreenCTM();
  if (!own || !onScreen) return undefined;
  const { a, b, c, d, e, f } = DOMMatrix.fromMatrix(onScreen).multiply(own.inverse());
  const shown = Math.hypot(a, b) || 1;
  return new DOMMatrix([a / shown, b / shown, c / shown, d / shown, e / zoom, f / zoom]).multiply(own);
}

function paintShape(
  pen: CanvasRenderingContext2D,
  shape: SVGGeometryElement,
  style: CSSStyleDeclaration,
  zoom: number,
): void {
  const matrix = matrixOf(shape, zoom);
  if (!matrix) return;
  const path = new Path2D();
  if (shape instanceof SVGRectElement) {
    const { x, y, width, height } = shape.getBBox();
    const rect = new Path2D();
    rect.rect(x, y, width, height);
    path.addPath(rect, matrix);
  } else path.addPath(new Path2D(shape.getAttribute('d') ?? ''), matrix);
  if (style.fill !== 'none') {
    pen.fillStyle = style.fill;
    pen.fill(path);
  }
  if (style.stroke === 'none') return;
  pen.strokeStyle = style.stroke;
  // Of the path's own units, unless it says otherwise.
  const scale = style.vectorEffect === 'non-scaling-stroke' ? 1 : Math.hypot(matrix.a, matrix.b);
  const length = shape.getTotalLength();
  const unit = shape.pathLength.baseVal ? (scale * length) / shape.pathLength.baseVal : scale;
  pen.lineWidth = scale * Number.parseFloat(style.strokeWidth);
  if (!length) {
    paintDot(pen, shape, matrix);
    return;
  }
  pen.lineCap = style.strokeLinecap as CanvasLineCap;
  pen.setLineDash((style.strokeDasharray.match(/[\d.]+/g) ?? []).map((dash) => unit * Number(dash)));
  pen.lineDashOffset = unit * Number.parseFloat(style.strokeDashoffset);
  pen.lineJoin = 'round';
  pen.stroke(path);
}

/** The round caps of a line of no length, which a canvas leaves out. */
function paintDot(pen: CanvasRenderingContext2D, shape: SVGGeometryElement, matrix: DOMMatrix): void {
  if (!shape.getAttribute('d')) return;
  const { x, y } = DOMPoint.fromPoint(shape.getPointAtLength(0)).matrixTransform(matrix);
  pen.beginPath();
  pen.arc(x, y, pen.lineWidth / 2, 0, 2 * Math.PI);
  pen.fillStyle = pen.strokeStyle;
  pen.fill();
}
