import { BoxController } from './box-controller.ts';

/**
 * Lets the keyboard reach `.scroll` while its content is larger than its box, and only then; not where rows in it can be
 * reached, which scroll it as well.
 */
export class ScrollController extends BoxController {
  protected look(box: Element): void {
    const overflows = box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
    if (overflows && !box.querySelector('[data-row]')) box.setAttribute('tabindex', '0');
    else box.removeAttribute('tabindex');
  }
}
