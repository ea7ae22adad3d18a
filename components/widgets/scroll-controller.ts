import { goOn } from '../frame/continued.ts';
import { BoxController } from './box-controller.ts';

/** Pixels that every sheet of paper has room for, whatever becomes of them where it is narrower than the screen. */
const SHEET = 400;

/**
 * Lets the keyboard reach `.scroll` while its content is larger than its box, and only then; not where rows in it can be
 * reached, which scroll it as well. A frame with more in it than a sheet of paper holds goes on, on the next one.
 */
export class ScrollController extends BoxController {
  protected look(box: Element): void {
    const overflows = box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
    if (overflows && !box.querySelector('[data-row]')) box.setAttribute('tabindex', '0');
    else box.removeAttribute('tabindex');
    const frame = this.host.getRootNode() as ShadowRoot;
    if (box.scrollHeight > SHEET && frame.host?.localName === 'bc-widget') goOn({ renderRoot: frame });
  }
}
