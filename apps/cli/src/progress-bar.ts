const WIDTH = 24;
const LINE_EVERY_MS = 5_000;
const DRAW_EVERY_MS = 100;

/** How far long work is: a bar on a terminal, a plain line every few seconds elsewhere. */
export class ProgressBar {
  private startedAt = performance.now();
  private shownAt = 0;
  private drawn = false;

  constructor(
    private readonly label: string,
    private readonly unit: string,
    private readonly to: NodeJS.WriteStream = process.stderr,
  ) {}

  /** `part` is the share done, 0…1, or null when the end is not known. */
  show(done: number, part: number | null): void {
    const now = performance.now();
    // The clock starts with the work, which may wait for other work.
    if (this.shownAt === 0) this.startedAt = this.shownAt = now;
    if (now - this.shownAt < (this.to.isTTY ? DRAW_EVERY_MS : LINE_EVERY_MS)) return;
    this.shownAt = now;
    const text = this.textOf(done, part, (now - this.startedAt) / 1000);
    this.to.write(this.to.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
    this.drawn = true;
  }

  end(done: number): void {
    const seconds = (performance.now() - this.startedAt) / 1000;
    if (this.to.isTTY && this.drawn) this.to.write('\r\u001b[K');
    const rate = Math.round(done / Math.max(seconds, 0.001));
    this.to.write(`${this.label} ${done} ${this.unit}, ${seconds.toFixed(1)} s, ${rate}/s\n`);
  }

  private textOf(done: number, part: number | null, seconds: number): string {
    const rate = `${done} ${this.unit}, ${Math.round(done / Math.max(seconds, 0.001))}/s`;
    if (part === null) return `${this.label} ${rate}`;
    const filled = Math.round(WIDTH * part);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const left = part > 0 ? (seconds / part) * (1 - part) : 0;
    return `${this.label} ${bar} ${Math.floor(part * 100)}% ${rate}, 剩余 left ${clockOf(left)}`;
  }
}

const clockOf = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};
