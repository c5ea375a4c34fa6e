import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lets so many things begin in one turn of the event loop, and the others in later ones. */
export class Turns {
  private left: number;
  private next: Promise<void> | undefined;

  constructor(private readonly perTurn: number) {
    this.left = perTurn;
  }

  async admitted(): Promise<void> {
    while (this.left === 0) await (this.next ??= this.begin());
    this.left -= 1;
  }

  private async begin(): Promise<void> {
    await nextTurn();
    this.left = this.perTurn;
    this.next = undefined;
  }
}
