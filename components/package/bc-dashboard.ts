import { BcDashboard } from '../bc-dashboard.ts';
import { define } from '../widgets/widget-element.ts';

export { BcDashboard };

define('bc-dashboard', BcDashboard);

// Its widgets are these.
import './bc-widget.ts';
