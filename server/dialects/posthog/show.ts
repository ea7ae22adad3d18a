import type { Dashboard } from '../../domain/model.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { answeredBoard } from './answers.ts';
import { dashboard as render } from './wire.ts';

/** A dashboard with its tiles, after querying the sources that are due. */
export async function showFresh(call: Call, dashboard: Dashboard): Promise<Answer> {
  return json(render(await answeredBoard(call, await call.domain.boards.view(dashboard, call.principal))));
}

/** A dashboard with its tiles as they are stored. */
export async function show(call: Call, dashboard: Dashboard, status = 200): Promise<Answer> {
  return json(render(await call.domain.boards.view(dashboard, call.principal)), status);
}
