import { BcDashboard } from './bc-dashboard.ts';
import { BcWidget } from './bc-widget.ts';
import { define } from './widgets/widget-element.ts';

define('bc-widget', BcWidget);
define('bc-dashboard', BcDashboard);
