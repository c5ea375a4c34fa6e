/**
 * Work under the same name is done in the order it came, whatever becomes of it; all other work goes
 * on meanwhile. Of two rows that claim one number the first of the file gets it.
 */
export class InOrder {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(name: string | null, work: () => Promise<T>): Promise<T> {
    if (name === null) return work();
    const before = this.last.get(name);
    const mine = before === undefined ? work() : before.then(work);
    const over = mine
      .catch(() => undefined)
      .then(() => {
        if (this.last.get(name) === over) this.last.delete(name);
      });
    this.last.set(name, over);
    return mine;
  }

  /** Names under which something is still being done. */
  get size(): number {
    return this.last.size;
  }
}
