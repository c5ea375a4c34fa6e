import { failureOf, type ExitCode } from './failure.js';

/** Where a command speaks: its one result on standard output, everything else on standard error. */
export class Terminal {
  constructor(
    readonly json: boolean,
    private readonly out: NodeJS.WritableStream = process.stdout,
    readonly errors: NodeJS.WriteStream = process.stderr,
  ) {}

  /** The result: one JSON value, or lines for people. */
  result(value: unknown, lines: readonly string[]): void {
    this.out.write(this.json ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`);
  }

  note(zh: string, en: string): void {
    this.errors.write(`${zh} ${en}\n`);
  }

  fail(error: unknown): ExitCode {
    const { exitCode, code, zh, en, details } = failureOf(error);
    if (this.json) this.out.write(`${JSON.stringify({ error: { code, zh, en, details } })}\n`);
    else this.errors.write(`${zh}\n${en}\n[${code}] ${detailText(details)}\n`);
    return exitCode;
  }
}

const detailText = (details: Readonly<Record<string, unknown>>): string =>
  Object.entries(details)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
