import {
  StreamDeletedError,
  UnavailableError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { IntegrityError } from '@gongkai/kernel';
import type { ProposedEvent, Written } from './append-line.js';
import { Appends } from './appends.js';
import type { ServerEvent } from './server-event.js';

const STREAM = 'b00/t/a-1';
const bytes = new Uint8Array();
const event = (id: string): ProposedEvent => ({ id, type: 'Opened', metadata: bytes, data: bytes });
const stored = (id: string, revision: number): ServerEvent => ({
  ...event(id),
  stream: STREAM,
  revision,
  position: BigInt(revision * 100),
});
const wrong = (current: bigint | 'no_stream') =>
  new WrongExpectedVersionError(null as never, { streamName: STREAM, current, expected: 1n });

/** Appends over a line that answers so, one answer a try, at a server where the stream ends so. */
const appends = (answers: (Written | Error)[], end: ServerEvent[] | Error = []) => {
  let tries = 0;
  const line = {
    append: async () => {
      const answer = answers[Math.min(tries++, answers.length - 1)]!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const reads = {
    read: async () => {
      if (end instanceof Error) throw end;
      return end;
    },
  };
  const patience = { answerMs: 100, giveUpMs: 300 };
  return { store: new Appends(line, reads, patience), tries: () => tries };
};

describe('an append', () => {
  it('is stored when the server says so', async () => {
    const { store, tries } = appends([{ revision: 3, position: 300n }]);
    expect(await store.append(STREAM, 2, [event('a')])).toEqual({ revision: 3, position: 300n });
    expect(tries()).toBe(1);
  });

  it('is tried again when nothing came back', async () => {
    const { store, tries } = appends([new UnavailableError(), { revision: 3, position: 300n }]);
    expect(await store.append(STREAM, 2, [event('a')])).toMatchObject({ revision: 3 });
    expect(tries()).toBe(2);
  });

  it('is looked up when its repeat is answered without a position', async () => {
    const { store } = appends(
      [new UnavailableError(), { revision: 3, position: undefined }],
      [stored('a', 3)],
    );
    expect(await store.append(STREAM, 2, [event('a')])).toEqual({ revision: 3, position: 300n });
  });

  it('is looked up when its repeat is refused: the first try may have been stored', async () => {
    const there = appends([new UnavailableError(), wrong(4n)], [stored('a', 3), stored('z', 4)]);
    expect(await there.store.append(STREAM, 2, [event('a')])).toEqual({
      revision: 3,
      position: 300n,
    });
    const other = appends([new UnavailableError(), wrong(4n)], [stored('y', 3), stored('z', 4)]);
    await expect(other.store.append(STREAM, 2, [event('a')])).rejects.toMatchObject({
      name: 'ConflictError',
      actual: 5,
    });
  });

  it('is refused at once when another was faster', async () => {
    const { store, tries } = appends([wrong('no_stream')]);
    await expect(store.append(STREAM, 2, [event('a')])).rejects.toMatchObject({
      name: 'ConflictError',
      expected: 2,
      actual: 0,
    });
    expect(tries()).toBe(1);
  });

  it('says that the store is away when that lasts, with the reason', async () => {
    const { store } = appends([new UnavailableError()]);
    await expect(store.append(STREAM, 2, [event('a')])).rejects.toMatchObject({
      name: 'StoreUnavailable',
      reason: 'busy',
      cause: { type: 'unavailable' },
    });
  });

  it('finds a stream that was deleted, whose numbers went on elsewhere', async () => {
    const gone = appends([{ revision: 8, position: 800n }], IntegrityError.of(STREAM, 1));
    await expect(gone.store.append(STREAM, 0, [event('a')])).rejects.toMatchObject({
      name: 'IntegrityError',
    });
    const buried = appends([StreamDeletedError.fromStreamName(STREAM)]);
    await expect(buried.store.append(STREAM, 2, [event('a')])).rejects.toMatchObject({
      name: 'IntegrityError',
    });
    const odd = appends([{ revision: 8, position: 800n }], []);
    await expect(odd.store.append(STREAM, 0, [event('a')])).rejects.toMatchObject({
      name: 'IntegrityError',
    });
  });
});
