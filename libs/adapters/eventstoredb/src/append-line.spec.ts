import { EventEmitter } from 'node:events';
import { AppendLine, type ProposedEvent } from './append-line.js';
import type { Duplex } from './connection.js';
import { shared, streams, type BatchAppendReq, type BatchAppendResp } from './protocol.js';

/** The server's end of an append call, played by hand. */
class Call extends EventEmitter {
  readonly written: BatchAppendReq[] = [];
  cancelled = false;
  full = false;

  write(message: BatchAppendReq): boolean {
    this.written.push(message);
    this.emit('written');
    return !this.full;
  }

  cancel(): void {
    this.cancelled = true;
  }

  answer(request: BatchAppendReq, shape: (answer: BatchAppendResp) => void): void {
    const answer = new streams.BatchAppendResp();
    answer.setCorrelationId(request.getCorrelationId());
    shape(answer);
    this.emit('data', answer);
  }

  accept(request: BatchAppendReq, revision: number): void {
    this.answer(request, (answer) => {
      const position = new shared.AllStreamPosition();
      position.setCommitPosition('77');
      const success = new streams.BatchAppendResp.Success();
      success.setCurrentRevision(String(revision));
      success.setPosition(position);
      answer.setSuccess(success);
    });
  }
}

const event = (id: string, bytes = 2): ProposedEvent => ({
  id,
  type: 'ThingHappened',
  metadata: new Uint8Array(bytes),
  data: new Uint8Array(bytes),
});

const lineOver = (calls: Call[], answerMs = 5_000) => {
  let opened = 0;
  const connection = {
    appendCall: async () => calls[Math.min(opened++, calls.length - 1)] as unknown as Duplex,
    reconnect: async () => undefined,
  };
  return { line: new AppendLine(connection, answerMs), opened: () => opened };
};

const written = (call: Call, count: number): Promise<void> =>
  new Promise((resolve) => {
    const look = () => call.written.length >= count && resolve();
    call.on('written', look);
    look();
  });

describe('appends over one line', () => {
  it('are answered by their own answers, in whatever order these come', async () => {
    const call = new Call();
    const { line, opened } = lineOver([call]);
    const first = line.append('b00/t/a-1', 0, [event('1')]);
    const second = line.append('b00/t/a-2', 4, [event('2')]);
    await written(call, 2);
    call.accept(call.written[1]!, 4);
    call.accept(call.written[0]!, 0);
    expect(await first).toEqual({ revision: 1, position: 77n });
    expect(await second).toEqual({ revision: 5, position: 77n });
    expect(opened()).toBe(1);
  });

  it('pass over a second answer and an answer to nobody', async () => {
    const call = new Call();
    const { line } = lineOver([call]);
    const first = line.append('b00/t/a-1', 0, [event('1')]);
    await written(call, 1);
    const [request] = call.written;
    call.accept(request!, 0);
    call.accept(request!, 0);
    call.answer(new streams.BatchAppendReq(), () => undefined);
    expect(await first).toMatchObject({ revision: 1 });
  });

  it('fail as one when the line breaks, and the next opens another', async () => {
    const [broken, whole] = [new Call(), new Call()];
    const { line } = lineOver([broken, whole]);
    const lost = [
      line.append('b00/t/a-1', 0, [event('1')]),
      line.append('b00/t/a-2', 0, [event('2')]),
    ];
    await written(broken, 2);
    broken.emit('error', new Error('cut'));
    for (const each of lost) await expect(each).rejects.toThrow('cut');
    const again = line.append('b00/t/a-1', 0, [event('1')]);
    await written(whole, 1);
    whole.accept(whole.written[0]!, 0);
    expect(await again).toMatchObject({ revision: 1 });
  });

  it('give up a silent server and its line after the time given', async () => {
    const call = new Call();
    const { line } = lineOver([call], 30);
    await expect(line.append('b00/t/a-1', 0, [event('1')])).rejects.toThrow('no answer');
    await new Promise(setImmediate);
    expect(call.cancelled).toBe(true);
  });

  it('take a refusal without details for what it is: unknown', async () => {
    const call = new Call();
    const { line } = lineOver([call]);
    const refused = line.append('b00/t/a-1', 0, [event('1')]);
    await written(call, 1);
    call.answer(call.written[0]!, () => undefined);
    await expect(refused).rejects.toMatchObject({ type: 'unknown' });
  });

  it('may be answered without a position', async () => {
    const call = new Call();
    const { line } = lineOver([call]);
    const appended = line.append('b00/t/a-1', 0, [event('1')]);
    await written(call, 1);
    call.answer(call.written[0]!, (answer) => {
      const success = new streams.BatchAppendResp.Success();
      success.setCurrentRevision('0');
      answer.setSuccess(success);
    });
    expect(await appended).toEqual({ revision: 1, position: undefined });
  });

  it('of many bytes go in several messages, of which only the last is final', async () => {
    const call = new Call();
    const { line } = lineOver([call]);
    const appended = line.append('b00/t/a-1', 2, [
      event('1', 300_000),
      event('2', 300_000),
      event('3', 300_000),
    ]);
    await written(call, 3);
    expect(call.written.map((message) => message.getIsFinal())).toEqual([false, false, true]);
    expect(call.written.map((message) => message.hasOptions())).toEqual([true, false, false]);
    expect(call.written[0]!.getOptions()!.getStreamPosition()).toBe('1');
    expect(call.written[0]!.getOptions()!.hasDeadline()).toBe(false);
    call.accept(call.written[2]!, 4);
    expect(await appended).toMatchObject({ revision: 5 });
  });

  it('wait while the line is full', async () => {
    const call = new Call();
    call.full = true;
    const { line } = lineOver([call]);
    const first = line.append('b00/t/a-1', 0, [event('1')]);
    const second = line.append('b00/t/a-2', 0, [event('2')]);
    await written(call, 1);
    await new Promise(setImmediate);
    expect(call.written).toHaveLength(1);
    call.full = false;
    call.emit('drain');
    await written(call, 2);
    for (const message of call.written) call.accept(message, 0);
    expect(await Promise.all([first, second])).toHaveLength(2);
  });
});
