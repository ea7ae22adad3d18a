import { picture } from '../../components/frame/picture.ts';
import { types } from '../../components/model/types/index.ts';
import { view as boxes } from '../../components/widgets/boxes.ts';
import { view as gauge } from '../../components/widgets/gauge.ts';
import { view as image } from '../../components/widgets/image.ts';
import { view as list } from '../../components/widgets/list.ts';
import { view as markdown } from '../../components/widgets/markdown.ts';
import { view as number } from '../../components/widgets/number.ts';
import { view as status } from '../../components/widgets/status.ts';
import { expect, until } from '../support/expect.ts';
import { type Shown, show } from '../support/views.ts';

type Point = readonly [x: number, y: number];

/** What a card's picture shows at points of the page, as `r,g,b`. */
function painted(shown: Shown): (point: Point) => string {
  const canvas = picture(shown.card);
  const box = shown.card.getBoundingClientRect();
  const scale = canvas.width / box.width;
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  return ([x, y]) => {
    const { data } = pen.getImageData((x - box.left) * scale, (y - box.top) * scale, 1, 1);
    return [...data.subarray(0, 3)].join();
  };
}

/** A colour as the canvas gives it back. */
function rgb(color: string): string {
  const pen = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.subarray(0, 3)].join();
}

const middle = (element: Element): Point => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
};

describe('the picture of a card', () => {
  it('contains vertical and horizontal lines and dots', async () => {
    const warning = await show(status, { status: 2 });
    const mark = warning.root.querySelector('.mark') as Element;
    expect(painted(warning)(middle(mark))).toBe(rgb(getComputedStyle(mark).stroke));

    const figure = await show(number, { value1: 2, series: [2, 2, 2] });
    const trend = await until(
      () => figure.root.querySelector('bc-trend')?.shadowRoot?.querySelector('.dot'),
      'the trend',
    );
    const course = trend.parentElement?.querySelector('.course') as Element;
    const at = painted(figure);
    expect(at(middle(course))).toBe(rgb(getComputedStyle(course).stroke));
    const [x, y] = middle(trend);
    expect(at([x + 2, y + 1])).toBe(rgb(getComputedStyle(trend).stroke));
  });

  it('has the lines between rows, and the edges of boxes', async () => {
    const rows = await show(list, types.list?.sample.data);
    const row = rows.root.querySelector('.scroll > div') as Element;
    const { left, bottom } = row.getBoundingClientRect();
    expect(painted(rows)([left + 20, bottom - 0.5])).toBe(rgb(getComputedStyle(row).borderBottomColor));

    const tiles = await show(boxes, types.boxes?.sample.data);
    const edge = tiles.root.querySelector('rect') as Element;
    expect(painted(tiles)(middle(edge))).toBe(rgb(getComputedStyle(edge).fill));
  });

  it('contains images from data URLs, with their proportions', async () => {
    const square = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path fill="#f00" d="M0 0h10v10H0z"/></svg>`;
    const shown = await show(image, { source: `data:image/svg+xml,${encodeURIComponent(square)}` });
    const drawn = shown.part('picture') as HTMLImageElement;
    await until(() => drawn.complete && getComputedStyle(drawn).opacity === '1', 'the picture');
    const at = painted(shown);
    const [x, y] = middle(drawn);
    expect(at([x, y])).toBe('255,0,0');
    // It is a square in a box that is wider.
    expect(at([drawn.getBoundingClientRect().left + 1, y])).not.toBe('255,0,0');
  });

  it('is the same on a page that shows the card larger or smaller', async () => {
    const shown = await show(gauge, types.gauge?.sample.data);
    const look = () => {
      const canvas = picture(shown.card);
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      return data;
    };
    const before = look();
    for (const style of ['zoom:1.5', 'transform:scale(.5)']) {
      shown.card.style.cssText += `;${style}`;
      const after = look();
      expect(after.length).toBe(before.length);
      const others = after.filter((value, index) => Math.abs(value - (before[index] as number)) > 60).length;
      // Edges fall between pixels differently.
      expect(others < before.length / 100).toBe(true);
      shown.card.style.zoom = '';
    }
  });

  it('marks truncated text, and numbers list items', async () => {
    const written: string[] = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = (text) => written.push(text);
    try {
      picture((await show(list, { items: [{ name: 'wider than its box '.repeat(20), value: 1 }] })).card);
      const steps = await show(markdown, { body: '3. three\n4. four\n' });
      await until(() => steps.root.querySelector('li'), 'the items');
      picture(steps.card);
    } finally {
      CanvasRenderingContext2D.prototype.fillText = write;
    }
    expect(written[0]).toMatch(/^wider than its box .*…$/);
    expect(written.slice(1)).toEqual(['1', '3.', 'three', '4.', 'four']);
  });
});
