/**
 * A queue per workspace. Workspaces take turns, so that a busy one never delays the others; within a workspace the
 * order is first in, first out.
 */
export class FairQueue<Item> {
  readonly #waiting = new Map<number, Item[]>();
  readonly #limits: { total: number; perWorkspace: number };
  #size = 0;

  constructor(limits: { total: number; perWorkspace: number }) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns false when the queue is full */
  add(workspaceId: number, item: Item): boolean {
    const waiting = this.#waiting.get(workspaceId) ?? [];
    if (this.#size >= this.#limits.total || waiting.length >= this.#limits.perWorkspace) return false;
    waiting.push(item);
    this.#waiting.set(workspaceId, waiting);
    this.#size += 1;
    return true;
  }

  /** The workspaces with items, in the order of their turns. */
  get workspaces(): Iterable<number> {
    return this.#waiting.keys();
  }

  /** Makes an item that had been taken the first of its workspace again, even if the queue is full. */
  putBack(workspaceId: number, item: Item): void {
    this.#waiting.set(workspaceId, [item, ...(this.#waiting.get(workspaceId) ?? [])]);
    this.#size += 1;
  }

  /** The next item, from the workspace whose turn it is among those that pass `may`. */
  take(may: (workspaceId: number) => boolean = () => true): Item | undefined {
    const turn = [...this.#waiting].find(([workspaceId]) => may(workspaceId));
    if (!turn) return undefined;
    const [workspaceId, waiting] = turn;
    const item = waiting.shift();
    this.#waiting.delete(workspaceId);
    if (waiting.length > 0) this.#waiting.set(workspaceId, waiting);
    this.#size -= 1;
    return item;
  }

  /** Removes an item; no error when it is not waiting any more. */
  remove(workspaceId: number, item: Item): void {
    const waiting = this.#waiting.get(workspaceId);
    const index = waiting?.indexOf(item) ?? -1;
    if (!waiting || index < 0) return;
    waiting.splice(index, 1);
    this.#size -= 1;
    if (waiting.length === 0) this.#waiting.delete(workspaceId);
  }
}
