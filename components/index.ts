import { BcDashboard } from './bc-dashboard.ts';
import { BcWidget } from './bc-widget.ts';
import { define } from './widgets/widget-element.ts';

define('bc-widget', BcWidget);
define('bc-dashboard', BcDashboard);

/** Where a page has two copies of the script, the elements are those of the first, and so is their catalog. */
export const { register: registerWidget } = customElements.get('bc-widget') as typeof BcWidget;
