import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonValue } from '@gongkai/testing';
import fc from 'fast-check';
import { EventMetadata } from './event.js';
import { encodeRecord, metadataHead, metadataJson, parseRecord } from './record.js';

type Golden = { name: string; bytes: string; sha256: string; leafSha256: string };
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/golden-records.json'), 'utf8'),
) as Golden[];

const sha256 = (...parts: Uint8Array[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

describe('stored records', () => {
  it.each(golden)(
    'reads and writes the golden record: $name',
    ({ bytes, sha256: digest, leafSha256 }) => {
      const record = new Uint8Array(Buffer.from(bytes, 'base64'));
      expect(sha256(record)).toBe(digest);
      expect(sha256(Uint8Array.of(0), record)).toBe(leafSha256);
      const { meta, data } = parseRecord(record);
      expect(EventMetadata.parse(meta)).toEqual(meta);
      expect(Buffer.from(encodeRecord(meta, JSON.stringify(data)))).toEqual(Buffer.from(record));
    },
  );

  it('keep metadata on the first line and recordedAt as its last key, so that the writer can add it', () => {
    const { meta } = parseRecord(new Uint8Array(Buffer.from(golden[0]!.bytes, 'base64')));
    expect(metadataJson(meta)).toBe(`${metadataHead(meta)},"recordedAt":"${meta.recordedAt}"}`);
    expect(Object.keys(meta)).toEqual(Object.keys(EventMetadata.shape));
  });

  it('give back any JSON data, whatever it holds', () => {
    const { meta } = parseRecord(new Uint8Array(Buffer.from(golden[1]!.bytes, 'base64')));
    fc.assert(
      fc.property(jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseRecord(encodeRecord(meta, text)).data).toEqual(JSON.parse(text));
      }),
    );
  });

  it('are refused without a line of metadata', () => {
    expect(() => parseRecord(new TextEncoder().encode('{}'))).toThrow('metadata');
  });
});
