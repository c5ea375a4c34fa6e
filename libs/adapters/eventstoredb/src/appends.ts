import { ConflictError, IntegrityError, type Position } from '@gongkai/kernel';
import type { AppendLine, ProposedEvent } from './append-line.js';
import { Done, failureOf, patiently, type Patience } from './failures.js';
import type { StreamReads } from './stream-reads.js';

type Appended = { revision: number; position: Position };

/** Appends until it is known what has become of them: stored, refused, or the store is away too long. */
export class Appends {
  constructor(
    private readonly line: Pick<AppendLine, 'append'>,
    private readonly reads: Pick<StreamReads, 'read'>,
    private readonly patience: Patience,
  ) {}

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly ProposedEvent[],
  ): Promise<Appended> {
    try {
      return await patiently(this.patience, `append ${stream}`, (count) =>
        this.once(stream, expectedRevision, events, count > 0),
      );
    } catch (error) {
      throw error instanceof Done ? error.cause : error;
    }
  }

  private async once(
    stream: string,
    expectedRevision: number,
    events: readonly ProposedEvent[],
    again: boolean,
  ): Promise<Appended> {
    try {
      const { revision, position } = await this.line.append(stream, expectedRevision, events);
      if (revision === expectedRevision + events.length && position !== undefined)
        return { revision, position };
      // A repeat may be answered without a place; and numbers that go on elsewhere are those of a
      // stream that was deleted at the server.
      const stored = await this.stored(stream, expectedRevision, events);
      if (stored) return stored;
      throw new Done(IntegrityError.of(stream, expectedRevision + 1));
    } catch (error) {
      const { type, actualVersion } = failureOf(error) as {
        type?: string;
        actualVersion?: bigint | 'no_stream';
      };
      if (type === 'stream-deleted') throw new Done(IntegrityError.of(stream, expectedRevision));
      if (type !== 'wrong-expected-version') throw error;
      const earlier = again && (await this.stored(stream, expectedRevision, events));
      if (earlier) return earlier;
      const actual = typeof actualVersion === 'bigint' ? Number(actualVersion) + 1 : 0;
      throw new Done(new ConflictError(stream, expectedRevision, actual));
    }
  }

  /** Where these very events stand in their stream, if they do. */
  private async stored(
    stream: string,
    expectedRevision: number,
    events: readonly ProposedEvent[],
  ): Promise<Appended | undefined> {
    const stored = await this.reads.read(stream, expectedRevision + 1);
    const same = events.every(({ id }, i) => stored[i]?.id === id);
    const last = stored[events.length - 1];
    return same && last ? { revision: last.revision, position: last.position } : undefined;
  }
}
