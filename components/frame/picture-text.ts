/** One line of a text as it was broken, and where it stands. */
interface Line {
  text: string;
  left: number;
  right: number;
  top: number;
}

/** Where something is, in the pixels of its styles: the page may show it so many times as large. */
export function boxOf(node: Element | Range, zoom: number): DOMRect {
  const { x, y, width, height } = node.getBoundingClientRect();
  return new DOMRect(x / zoom, y / zoom, width / zoom, height / zoom);
}

type Room = Pick<Line, 'left' | 'right'>;

/** The lines of a text where they are, with what is drawn through or below them. */
export function paintText(pen: CanvasRenderingContext2D, node: Text, zoom: number): void {
  const element = node.parentElement ?? (node.getRootNode() as ShadowRoot).host;
  if (!node.data.trim() || !element) return;
  const style = getComputedStyle(element);
  write(pen, style);
  pen.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
  const isBackwards = style.direction === 'rtl';
  const decoration = decorationOf(element);
  const room = roomOf(element, zoom);
  const size = Number.parseFloat(style.fontSize);
  for (const line of linesOf(node, zoom)) {
    const { text, left, right } = room ? shortened(pen, line, room, node.data) : line;
    const baseline = line.top + pen.measureText(text).fontBoundingBoxAscent;
    pen.textAlign = isBackwards ? 'right' : 'left';
    pen.fillText(text, isBackwards ? right : left, baseline);
    const thickness = Math.max(1, size / 14);
    if (decoration.includes('underline')) pen.fillRect(left, baseline + size / 9, right - left, thickness);
    if (decoration.includes('line-through')) pen.fillRect(left, baseline - size / 3.5, right - left, thickness);
  }
}

/** The number or the dot of a list's item, which no page can measure. */
export function paintMarker(
  pen: CanvasRenderingContext2D,
  item: Element,
  style: CSSStyleDeclaration,
  zoom: number,
): void {
  if (!(item instanceof HTMLLIElement) || style.listStyleType === 'none') return;
  const range = document.createRange();
  range.selectNodeContents(item);
  const top = range.getClientRects()[0]?.top;
  if (top === undefined) return;
  write(pen, style);
  const list = item.parentElement;
  const above = [...(list?.children ?? [])].filter((each) => each instanceof HTMLLIElement).indexOf(item);
  const sign = list instanceof HTMLOListElement ? `${list.start + above}.` : '•';
  const isBackwards = style.direction === 'rtl';
  const { left, right } = boxOf(item, zoom);
  const gap = Number.parseFloat(style.fontSize) / 2;
  pen.textAlign = isBackwards ? 'left' : 'right';
  pen.fillText(sign, isBackwards ? right + gap : left - gap, top / zoom + pen.measureText(sign).fontBoundingBoxAscent);
}

function write(pen: CanvasRenderingContext2D, style: CSSStyleDeclaration): void {
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.direction = style.direction as CanvasDirection;
  pen.fillStyle = style.color;
}

/** Lines of links and of what was struck out go through all that is in them. */
const decorationOf = (element: Element): string =>
  [element, element.closest('a'), element.closest('u,s,del,ins')]
    .map((each) => (each ? getComputedStyle(each).textDecorationLine : ''))
    .join();

/** The inside of the box at whose end the text is cut off with an ellipsis. */
function roomOf(element: Element, zoom: number): Room | undefined {
  for (const each of [element, element.parentElement]) {
    if (!each || each.scrollWidth <= each.clientWidth) continue;
    const style = getComputedStyle(each);
    if (style.textOverflow !== 'ellipsis' || style.overflowX === 'visible') continue;
    const { left, right } = boxOf(each, zoom);
    return {
      left: left + Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.borderLeftWidth),
      right: right - Number.parseFloat(style.paddingRight) - Number.parseFloat(style.borderRightWidth),
    };
  }
  return undefined;
}

/** The line with an ellipsis in place of what has no room; Safari measures no more of it than is to be seen. */
function shortened(pen: CanvasRenderingContext2D, line: Line, room: Room, whole: string): Line {
  const isWhole = line.text.trim() === whole.trim().replace(/\s+/g, ' ');
  if (isWhole && line.left > room.left - 1 && line.right < room.right + 1) return line;
  const { left, right } = isWhole
    ? { left: Math.max(line.left, room.left), right: Math.min(line.right, room.right) }
    : room;
  const characters = [...line.text];
  const written = () => `${characters.join('').trimEnd()}…`;
  while (characters.length && pen.measureText(written()).width > right - left) characters.pop();
  return { ...line, left, right, text: written() };
}

const clusters = new Intl.Segmenter();

/** The text as it is broken into lines. A letter and its accents are one: which of them has a width, browsers differ. */
function linesOf(node: Text, zoom: number): Line[] {
  const lines: Line[] = [];
  const range = document.createRange();
  for (const { segment, index } of clusters.segment(node.data)) {
    range.setStart(node, index);
    range.setEnd(node, index + segment.length);
    const { left, right, top, width } = boxOf(range, zoom);
    const last = lines.at(-1);
    if (!width) continue;
    if (last && Math.abs(last.top - top) < 1) {
      last.text += segment;
      last.left = Math.min(last.left, left);
      last.right = Math.max(last.right, right);
    } else lines.push({ text: segment, left, right, top });
  }
  return lines;
}
