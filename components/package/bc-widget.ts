import { BcWidget } from '../bc-widget.ts';
import { define } from '../widgets/widget-element.ts';

export { BcWidget };

define('bc-widget', BcWidget);
