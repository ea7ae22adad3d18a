import { BcDashboard } from './bc-dashboard.ts';
import { BcWidget } from './bc-widget.ts';
import { define } from './widgets/widget-element.ts';

define('bc-widget', BcWidget);
define('bc-dashboard', BcDashboard);

/** If a page has two copies of the script, elements and catalog are those of the first. */
export const { register: registerWidget } = customElements.get('bc-widget') as typeof BcWidget;
