/**
 * Work that waits, by workspace. Workspaces take turns, so that one which asks a lot never holds up the others;
 * within one, first come is first served.
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

  /** @returns false when too many wait already */
  add(workspaceId: number, item: Item): boolean {
    const waiting = this.#waiting.get(workspaceId) ?? [];
    if (this.#size >= this.#limits.total || waiting.length >= this.#limits.perWorkspace) return false;
    waiting.push(item);
    this.#waiting.set(workspaceId, waiting);
    this.#size += 1;
    return true;
  }

  /** The workspace whose turn it is. */
  get turn(): number | undefined {
    return this.#waiting.keys().next().value;
  }

  /** The next one of the workspace whose turn it is, of those that may have one. */
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

  /** Takes one out of turn; one that waits no more is fine. */
  remove(workspaceId: number, item: Item): void {
    const waiting = this.#waiting.get(workspaceId);
    const index = waiting?.indexOf(item) ?? -1;
    if (!waiting || index < 0) return;
    waiting.splice(index, 1);
    this.#size -= 1;
    if (waiting.length === 0) this.#waiting.delete(workspaceId);
  }
}
