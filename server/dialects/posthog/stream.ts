import type { Answer, Jsonable } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { answeredBoard } from './answers.ts';
import { dashboardOf } from './project.ts';
import { sortedTiles, tile, whole } from './wire.ts';

/** Number of tiles sent together with the dashboard. */
const FIRST = 2;

/** Streams a dashboard tile by tile: server-sent events of `data:` lines only, each rendered when the client reads it. */
export async function streamTiles(call: Call): Promise<Answer> {
  const dashboard = await call.domain.boards.accessed(await dashboardOf(call));
  const view = await answeredBoard(call, await call.domain.boards.view(dashboard, call.principal));
  const size = (call.query('layoutSize') ?? call.query('layout_size')) === 'xs' ? 'xs' : 'sm';
  const tiles = sortedTiles(view, size);

  function* events(): Generator<Jsonable> {
    const drawn = (index: number) => {
      const each = tiles[index];
      try {
        return { tile: each && tile(each, index, view) };
      } catch {
        return { id: each?.widget.id ?? 0 };
      }
    };
    const first = tiles.slice(0, FIRST).map((_, index) => {
      const { tile, id } = drawn(index);
      return tile ?? { id, error: { type: 'RenderError', message: 'The tile could not be rendered.' } };
    });
    yield { type: 'metadata', dashboard: { ...whole(view), tiles: first } };
    for (let index = FIRST; index < tiles.length; index += 1) {
      const { tile, id } = drawn(index);
      yield tile
        ? { type: 'tile', order: index, tile }
        : { type: 'error', tile_id: id, error: 'The tile could not be rendered.' };
    }
    yield { type: 'complete' };
  }

  return { status: 200, type: 'text/event-stream', headers: { 'x-accel-buffering': 'no' }, body: streamed(events()) };
}

function streamed(events: Iterator<Jsonable>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = events.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`data: ${JSON.stringify(value)}\n\n`));
    },
  });
}
