import { goOn } from '../frame/continued.ts';
import { BoxController } from './box-controller.ts';

/** Height in pixels for which every sheet of paper has room, however it scales the page. */
const SHEET = 400;

/**
 * Makes `.scroll` focusable while its content overflows, so that the keyboard can scroll it; not if it contains focusable
 * rows, which scroll it as well. Lets a frame with much content continue on the next sheet of paper.
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
