/** At most so many pieces of work at once; the reader of a file waits here. */
export class Slots {
  private busy = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async take(): Promise<void> {
    while (this.busy >= this.most) await new Promise<void>((go) => this.waiting.push(go));
    this.busy += 1;
  }

  free(): void {
    this.busy -= 1;
    this.waiting.shift()?.();
  }

  async allFree(): Promise<void> {
    while (this.busy > 0) await new Promise<void>((go) => this.waiting.push(go));
  }
}
