import { byStreamName, leafHash, streamHeadLeaf } from './index.js';

describe('heads of streams', () => {
  it('are leaves of name, count and last hash', () => {
    const last = leafHash(Buffer.from('event'));
    const text = `request-甲\n3\n${Buffer.from(last).toString('base64')}`;
    expect(Buffer.from(streamHeadLeaf({ stream: 'request-甲', count: 3, last })).toString()).toBe(
      text,
    );
    expect(streamHeadLeaf({ stream: 'request-甲', count: 3n, last })).toEqual(
      streamHeadLeaf({ stream: 'request-甲', count: 3, last }),
    );
  });

  it('stand in the order of the bytes of their names, not of their characters', () => {
    // U+FF21 is EF BC A1 in UTF-8, before the F0 of U+10000, whose halves sort below it as text.
    const names = ['b', 'a', 'ab', '\uff21', '\u{10000}'];
    const sorted = names.map((stream) => ({ stream })).sort(byStreamName);
    expect(sorted.map(({ stream }) => stream)).toEqual(['a', 'ab', 'b', '\uff21', '\u{10000}']);
  });
});
