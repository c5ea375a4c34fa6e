import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { LAST_REVISION } from '../log/stored.js';
import { streams } from './definitions.js';
import { dataOf, eventAnswer, linkAnswer, recordedBody } from './encode.js';
import { uuidOf } from './requests.js';

const proposed = fc.record({
  id: fc.constant(0).map(() => randomUUID()),
  type: fc.string({ minLength: 1, unit: 'grapheme', maxLength: 40 }),
  json: fc.boolean(),
  data: fc.uint8Array({ maxLength: 400 }),
  metadata: fc.uint8Array({ maxLength: 200 }),
});
const place = fc.record({
  stream: fc.string({ minLength: 1, unit: 'grapheme', maxLength: 40 }),
  revision: fc.oneof(fc.nat(), fc.constant(LAST_REVISION)),
  position: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  created: fc.integer({ min: 0, max: 4_102_444_800_000 }),
});

describe('a recorded event on the wire', () => {
  it('is read by the client’s own classes as it was written', () => {
    fc.assert(
      fc.property(proposed, place, fc.boolean(), (event, at, structured) => {
        const body = recordedBody(event, at);
        const bytes = eventAnswer({ id: event.id, body, position: at.position }, structured);
        const read = streams.ReadResp.deserializeBinary(bytes).getEvent()!;
        const recorded = read.getEvent()!;
        expect(uuidOf(recorded.getId())).toBe(event.id);
        expect(recorded.getId()!.hasStructured()).toBe(structured);
        expect({
          stream: Buffer.from(recorded.getStreamIdentifier()!.getStreamName_asU8()).toString(),
          revision: BigInt(recorded.getStreamRevision()),
          position: Number(read.getCommitPosition()),
          created: Number(BigInt(recorded.getMetadataMap().get('created')!) / 10_000n),
        }).toEqual({ ...at, revision: BigInt(at.revision) });
        expect(recorded.getMetadataMap().get('type')).toBe(event.type);
        expect(Buffer.from(recorded.getData_asU8())).toEqual(Buffer.from(event.data));
        expect(Buffer.from(recorded.getCustomMetadata_asU8())).toEqual(Buffer.from(event.metadata));
        expect(dataOf(body)).toEqual(Buffer.from(event.data));
      }),
      { numRuns: 200 },
    );
  });

  it('is a link with or without the event behind it', () => {
    const one = { id: randomUUID(), type: '$>', json: false, data: Buffer.from('0@a') };
    const body = recordedBody(
      { ...one, metadata: Buffer.alloc(0) },
      { stream: 'links', revision: 0, position: 9, created: 1 },
    );
    const link = { id: one.id, body, position: 9 };
    const read = (bytes: Buffer) => streams.ReadResp.deserializeBinary(bytes).getEvent()!;
    expect(read(linkAnswer(link, undefined, false)).hasEvent()).toBe(false);
    expect(read(linkAnswer(link, link, false)).hasEvent()).toBe(true);
    expect(
      read(linkAnswer(link, link, false))
        .getLink()!
        .getStreamRevision(),
    ).toBe('0');
  });
});
