import { BcDashboard } from '../bc-dashboard.ts';
import { define } from '../widgets/widget-element.ts';

export { BcDashboard };

define('bc-dashboard', BcDashboard);

// A dashboard contains widgets.
import './bc-widget.ts';
