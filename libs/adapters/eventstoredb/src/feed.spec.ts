import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { ServerFeed, type ServerBatch } from './feed.js';
import type { Incoming } from './connection.js';
import { shared, streams, type ReadReq, type ReadResp } from './protocol.js';
import type { ServerEvent } from './server-event.js';

/** The server's end of a subscription, played by hand. */
class Call extends EventEmitter {
  cancelled = false;
  paused = false;

  constructor(readonly request: ReadReq) {
    super();
  }

  get after(): string {
    const all = this.request.getOptions()!.getAll()!;
    return all.getPosition()?.getCommitPosition() ?? 'start';
  }

  cancel(): void {
    this.cancelled = true;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  private send(shape: (message: ReadResp) => void): void {
    const message = new streams.ReadResp();
    shape(message);
    this.emit('data', message);
  }

  event(position: number): void {
    const id = new shared.UUID();
    id.setString('144b93a2-4888-8db2-b91e-fdf56ba55800');
    const stream = new shared.StreamIdentifier();
    stream.setStreamName(Buffer.from('b00/t/a-1').toString('base64'));
    const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
    recorded.setId(id);
    recorded.setStreamIdentifier(stream);
    recorded.setStreamRevision('0');
    recorded.setCommitPosition(String(position));
    const event = new streams.ReadResp.ReadEvent();
    event.setEvent(recorded);
    this.send((message) => message.setEvent(event));
  }

  checkpoint(commit: bigint, prepare = commit): void {
    const checkpoint = new streams.ReadResp.Checkpoint();
    checkpoint.setCommitPosition(String(commit));
    checkpoint.setPreparePosition(String(prepare));
    this.send((message) => message.setCheckpoint(checkpoint));
  }

  caughtUp(): void {
    this.send((message) => message.setCaughtUp(new streams.ReadResp.CaughtUp()));
  }

  fellBehind(): void {
    this.send((message) => message.setFellBehind(new streams.ReadResp.FellBehind()));
  }
}

type Shape = { positions: bigint[]; upTo: bigint; live: boolean };

const shapeOf = ({ events, upTo, live }: ServerBatch): Shape => ({
  positions: events.map(({ position }) => position),
  upTo,
  live,
});

describe('a feed of the server', () => {
  let calls: Call[];
  let batches: Shape[];
  let abort: AbortController;
  let end: bigint | undefined;
  let following: Promise<void>;
  let slow: Promise<void> | undefined;
  beforeEach(() => {
    calls = [];
    batches = [];
    abort = new AbortController();
    end = undefined;
    slow = undefined;
  });
  afterEach(async () => {
    abort.abort();
    await following.catch(() => undefined);
  });

  const begin = (
    after?: bigint,
    {
      answerMs = 5_000,
      batchSize = 3,
      wanted = (_: ServerEvent): boolean => true,
      follow = true,
    } = {},
  ) => {
    const connection = {
      readCall: async (request: ReadReq) => {
        const call = new Call(request);
        calls.push(call);
        return call as unknown as Incoming<ReadResp>;
      },
      reconnect: async () => undefined,
    };
    const reads = { head: async () => end, ensureWithin: async () => undefined };
    const options = { signal: abort.signal, batchSize, follow };
    const patience = { answerMs, giveUpMs: 300 };
    const feed = new ServerFeed(connection, patience, reads, wanted, {}, options);
    following = (async () => {
      for await (const batch of feed.from(after)) {
        batches.push(shapeOf(batch));
        await slow;
      }
    })();
    return feed;
  };

  const until = async (holds: () => boolean) => {
    for (let i = 0; !holds(); i++) {
      if (i > 500) throw new Error('it did not come about');
      await pause(5);
    }
  };
  const call = async (number: number): Promise<Call> => {
    await until(() => calls.length > number && calls[number]!.listenerCount('data') > 0);
    return calls[number]!;
  };

  it('fills its batches while it catches up, and gives what there is once it has', async () => {
    begin();
    const server = await call(0);
    expect(server.after).toBe('start');
    for (const position of [10, 20, 30, 40]) server.event(position);
    await until(() => batches.length === 1);
    server.caughtUp();
    await until(() => batches.length === 2);
    server.event(50);
    await until(() => batches.length === 3);
    expect(batches).toEqual([
      { positions: [10n, 20n, 30n], upTo: 30n, live: false },
      { positions: [40n], upTo: 40n, live: true },
      { positions: [50n], upTo: 50n, live: true },
    ]);
  });

  it('has considered what was there before it asked, once it has caught up', async () => {
    end = 90n;
    begin(50n);
    const server = await call(0);
    expect(server.after).toBe('50');
    server.caughtUp();
    await until(() => batches.length === 1);
    expect(batches).toEqual([{ positions: [], upTo: 90n, live: true }]);
  });

  it('goes by checkpoints where the filter lets nothing through', async () => {
    begin(undefined, { wanted: () => false });
    const server = await call(0);
    server.checkpoint(500n);
    await until(() => batches.length === 1);
    server.event(600);
    server.checkpoint(700n);
    server.caughtUp();
    await until(() => batches.length === 2);
    expect(batches).toEqual([
      { positions: [], upTo: 500n, live: false },
      { positions: [], upTo: 700n, live: true },
    ]);
  });

  it('does not believe checkpoints that are known to be ahead or to mean nothing', async () => {
    begin();
    const server = await call(0);
    server.event(10);
    server.checkpoint(99n, 0n);
    server.checkpoint(2n ** 64n - 1n);
    server.checkpoint(-1n);
    server.checkpoint(5n);
    server.caughtUp();
    await until(() => batches.length === 1);
    expect(batches).toEqual([{ positions: [10n], upTo: 10n, live: true }]);
  });

  it('takes a broken subscription up again behind the last it has seen, and repeats nothing', async () => {
    begin();
    const first = await call(0);
    first.caughtUp();
    first.event(10);
    first.event(20);
    first.checkpoint(25n);
    await until(() => batches.at(-1)?.upTo === 25n);
    first.emit('error', new Error('cut'));
    const second = await call(1);
    expect(second.after).toBe('25');
    second.event(20);
    second.event(30);
    second.caughtUp();
    await until(() => batches.at(-1)?.upTo === 30n);
    expect(batches.flatMap(({ positions }) => positions)).toEqual([10n, 20n, 30n]);
    expect(first.cancelled).toBe(true);
  });

  it('gives what had come before the line broke', async () => {
    begin();
    const first = await call(0);
    first.event(10);
    first.emit('end');
    const second = await call(1);
    expect(batches).toEqual([{ positions: [10n], upTo: 10n, live: false }]);
    expect(second.after).toBe('10');
  });

  it('takes a server for dead that says nothing before it has caught up, but not after', async () => {
    begin(undefined, { answerMs: 60 });
    await call(0);
    const second = await call(1);
    second.caughtUp();
    await pause(150);
    expect(calls).toHaveLength(2);
    second.fellBehind();
    await call(2);
  });

  it('stops reading while its consumer is slow', async () => {
    let release: () => void = () => undefined;
    slow = new Promise((resolve) => (release = resolve));
    begin();
    const server = await call(0);
    server.caughtUp();
    for (let position = 1; position <= 9; position++) server.event(position);
    await until(() => server.paused);
    release();
    await until(() => batches.flatMap(({ positions }) => positions).length === 9);
    expect(server.paused).toBe(false);
  });

  it('ends where the log ended when it does not follow', async () => {
    begin(undefined, { follow: false });
    const server = await call(0);
    server.event(10);
    server.caughtUp();
    await following;
    expect(batches).toEqual([{ positions: [10n], upTo: 10n, live: true }]);
    expect(server.cancelled).toBe(true);
  });

  it('says that the store is away when it does not follow and nothing comes', async () => {
    begin(undefined, { follow: false });
    const ended = expect(following).rejects.toMatchObject({ name: 'StoreUnavailable' });
    for (let i = 0; i < 3; i++) {
      const server = await call(i);
      if (i === 2) await pause(310);
      server.emit('error', new Error('cut'));
    }
    await ended;
  });

  it('ends with one sentence when the right to read is taken away', async () => {
    begin();
    const server = await call(0);
    server.emit('error', Object.assign(new Error('denied'), { code: 7, details: 'denied' }));
    await expect(following).rejects.toMatchObject({ name: 'ClusterStoreError', reason: 'right' });
  });
});
