import { TemporaryStreams, type StreamStand } from './temporary-streams.js';

describe('how streams stand for a while', () => {
  const last = (text: string) => Buffer.from(text);
  let made: string[];
  const leafOf = ({ stream, count, last: of }: StreamStand): Uint8Array => {
    made.push(stream);
    return Buffer.from(`${stream} ${count} ${Buffer.from(of).toString()}`);
  };
  const leavesOf = (streams: TemporaryStreams, tenant: string) => {
    made = [];
    return [...streams.leaves(tenant, leafOf)].map((leaf) => Buffer.from(leaf).toString());
  };

  it('is told by the bytes of their names, of one tenant, and made anew only where one has grown', () => {
    const streams = new TemporaryStreams();
    for (const stream of ['b', 'Z', 'a']) streams.take('t1', stream, last('first'));
    streams.take('t2', 'c', last('other'));
    expect(leavesOf(streams, 't1')).toEqual(['Z 1 first', 'a 1 first', 'b 1 first']);
    streams.take('t1', 'a', last('second'));
    expect(leavesOf(streams, 't1')).toEqual(['Z 1 first', 'a 2 second', 'b 1 first']);
    expect(made).toEqual(['a']);
    expect(leavesOf(streams, 't3')).toEqual([]);
    streams.close();
  });

  it('is told whole where a page ends with the last of them', () => {
    const streams = new TemporaryStreams();
    for (let i = 0; i < 2_000; i++) streams.take('t1', `s${i}`, last('x'));
    expect(new Set(leavesOf(streams, 't1')).size).toBe(2_000);
    streams.close();
  });
});
