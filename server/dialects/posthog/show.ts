import type { Dashboard } from '../../domain/model.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { dashboard as render } from './wire.ts';

/** A dashboard with its tiles, as most routes answer. */
export async function show(call: Call, dashboard: Dashboard, status = 200): Promise<Answer> {
  return json(render(await call.domain.boards.view(dashboard, call.principal)), status);
}
