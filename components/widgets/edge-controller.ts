import { BoxController } from './box-controller.ts';

/** Sets `before` and `after` on `.edges` around `.scroll` while there is more content to either side; see `grid`. */
export class EdgeController extends BoxController {
  protected look(box: Element): void {
    const scrolled = Math.abs(box.scrollLeft);
    box.parentElement?.toggleAttribute('before', scrolled > 1);
    box.parentElement?.toggleAttribute('after', box.scrollWidth - box.clientWidth - scrolled > 1);
  }
}
