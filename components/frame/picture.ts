/**
 * A card as a picture. No page may take a screenshot, and markup drawn through an SVG loses its shadow roots or taints
 * the canvas, so what is on the screen is painted anew: boxes, lines of text, shapes, pictures and charts, where they are.
 * What a frame shows, and pictures of other origins, stay blank.
 */
export function picture(card: Element): HTMLCanvasElement {
  const box = card.getBoundingClientRect();
  const scale = Math.max(2, devicePixelRatio);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(box.width * scale);
  canvas.height = Math.ceil(box.height * scale);
  const pen = canvas.getContext('2d');
  pen?.setTransform(scale, 0, 0, scale, -box.left * scale, -box.top * scale);
  if (pen) paint(pen, card);
  return canvas;
}

const childrenOf = (element: Element): Iterable<Node> =>
  element instanceof HTMLSlotElement ? element.assignedNodes() : (element.shadowRoot ?? element).childNodes;

function paint(pen: CanvasRenderingContext2D, node: Node): void {
  if (node instanceof Text) paintText(pen, node);
  if (!(node instanceof Element) || node.getAttribute('part') === 'controls') return;
  const style = getComputedStyle(node);
  const { left, top, width, height } = node.getBoundingClientRect();
  // What is a pixel small is there for those who listen.
  const isSeen = style.display === 'contents' || (style.display !== 'none' && width > 1 && height > 1);
  if (!isSeen || style.visibility !== 'visible') return;
  pen.save();
  pen.globalAlpha *= Number(style.opacity);
  const outline = new Path2D();
  outline.roundRect(left, top, width, height, Number.parseFloat(style.borderTopLeftRadius) || 0);
  if (node instanceof SVGGeometryElement) paintShape(pen, node, style);
  else {
    pen.fillStyle = style.backgroundColor;
    pen.fill(outline);
    if (Number.parseFloat(style.borderTopWidth)) {
      pen.strokeStyle = style.borderTopColor;
      pen.stroke(outline);
    }
  }
  if (style.overflowX !== 'visible') pen.clip(outline);
  if (node instanceof HTMLCanvasElement || isOwn(node)) pen.drawImage(node, left, top, width, height);
  for (const child of childrenOf(node)) paint(pen, child);
  pen.restore();
}

/** Whether it is an image that leaves the canvas readable. */
const isOwn = (node: Element): node is HTMLImageElement =>
  node instanceof HTMLImageElement && node.complete && new URL(node.src, document.baseURI).origin === origin;

function paintShape(pen: CanvasRenderingContext2D, shape: SVGGeometryElement, style: CSSStyleDeclaration): void {
  const matrix = shape.getScreenCTM();
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
  const unit = shape.pathLength.baseVal ? (scale * shape.getTotalLength()) / shape.pathLength.baseVal : scale;
  pen.lineWidth = scale * Number.parseFloat(style.strokeWidth);
  pen.lineCap = style.strokeLinecap as CanvasLineCap;
  pen.setLineDash((style.strokeDasharray.match(/[\d.]+/g) ?? []).map((length) => unit * Number(length)));
  pen.lineDashOffset = unit * Number.parseFloat(style.strokeDashoffset);
  pen.lineJoin = 'round';
  pen.stroke(path);
}

function paintText(pen: CanvasRenderingContext2D, node: Text): void {
  const element = node.parentElement ?? (node.getRootNode() as ShadowRoot).host;
  if (!node.data.trim() || !element) return;
  const style = getComputedStyle(element);
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
  pen.direction = style.direction as CanvasDirection;
  pen.textAlign = 'left';
  pen.fillStyle = style.color;
  for (const { text, left, top } of linesOf(node)) {
    const { fontBoundingBoxAscent } = pen.measureText(text);
    pen.fillText(text, left, top + fontBoundingBoxAscent);
  }
}

/** The text as it is broken into lines, with the corner where each begins. */
function linesOf(node: Text): { text: string; left: number; top: number }[] {
  const lines: { text: string; left: number; top: number }[] = [];
  const range = document.createRange();
  let at = 0;
  for (const character of node.data) {
    range.setStart(node, at);
    at += character.length;
    range.setEnd(node, at);
    const { left, top, width } = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (!width) continue;
    if (last && Math.abs(last.top - top) < 1)
      Object.assign(last, { text: last.text + character, left: Math.min(last.left, left) });
    else lines.push({ text: character, left, top });
  }
  return lines;
}
