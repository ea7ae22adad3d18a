import { BcDashboard } from './bc-dashboard.ts';
import { BcWidget } from './bc-widget.ts';
import { define } from './widgets/widget-element.ts';

/** Nearly every view writes numbers: so it is part of the script that all pages have. */
export * from './model/format.ts';

define('bc-widget', BcWidget);
define('bc-dashboard', BcDashboard);
