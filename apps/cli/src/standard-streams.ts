import { failureOf } from './failure.js';

/**
 * Whoever reads what we say may leave first (`| head`): the work goes on to its end, and the exit
 * code is that of the work. A result that could not be written for another reason, as on a full disk,
 * is said once on standard error, and `isLost` then: the command did not deliver what it was asked for.
 */
export class StandardStreams {
  isLost = false;

  constructor(out: NodeJS.WritableStream, errors: NodeJS.WritableStream) {
    out.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || this.isLost) return;
      this.isLost = true;
      const { zh, en, code } = failureOf(error);
      errors.write(`${zh}\n${en}\n[${code}]\n`);
    });
    // There is nowhere left to say that nothing can be said.
    errors.on('error', () => undefined);
  }
}
