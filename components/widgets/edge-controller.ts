import { BoxController } from './box-controller.ts';

/** Marks `.edges` around `.scroll` with `before` and `after` while there is more to see sideways; see `edges`. */
export class EdgeController extends BoxController {
  protected look(box: Element): void {
    const behind = Math.abs(box.scrollLeft);
    box.parentElement?.toggleAttribute('before', behind > 1);
    box.parentElement?.toggleAttribute('after', box.scrollWidth - box.clientWidth - behind > 1);
  }
}
