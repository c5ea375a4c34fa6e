import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { findPlanted, type Planted } from './planted.js';

const planted: Planted = {
  name: '欧阳澜沧',
  identityNumber: '43042219870613527X',
  phone: '13973490518',
  email: 'lancang.ouyang@example.org',
  others: ['湘江北路七号'],
};
const texts: [what: string, text: string][] = [
  ['name', planted.name],
  ['identityNumber', planted.identityNumber],
  ['identityNumber[3..11]', planted.identityNumber.slice(3, 11)],
  ['phone', planted.phone],
  ['email', planted.email],
  ['others[0]', planted.others![0]!],
];
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const encoders: [name: string, encode: (text: string, around: Buffer) => Buffer][] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-16LE', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16BE', utf16be],
  ['hex', (text) => Buffer.from(Buffer.from(text).toString('hex'))],
  ['HEX', (text) => Buffer.from(Buffer.from(text).toString('hex').toUpperCase())],
  [
    'base64',
    (text, at) => Buffer.from(Buffer.concat([at, Buffer.from(text), at]).toString('base64')),
  ],
  [
    'base64url',
    (text, at) => Buffer.from(Buffer.concat([at, Buffer.from(text), at]).toString('base64url')),
  ],
  [
    'JSON escapes',
    (text) =>
      Buffer.from(
        [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
      ),
  ],
  ['percent', (text) => Buffer.from(encodeURIComponent(text))],
];

describe('the search for planted personal data', () => {
  it.each(encoders)('finds every part of it in %s, whatever stands around', async (_, encode) => {
    for (const [what, text] of texts)
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 40 }),
          fc.uint8Array({ maxLength: 4 }),
          async (before, around) => {
            const encoded = encode(text, Buffer.from(around));
            const bytes = Buffer.concat([before, encoded, before]);
            const found = await findPlanted(bytes, planted);
            expect(found.map((hit) => hit.what)).toContain(what);
          },
        ),
        { numRuns: 25 },
      );
  });

  it('finds any eight digits in a row of the number, and takes seven for nothing', async () => {
    const digits = planted.identityNumber.slice(0, 17);
    for (let at = 0; at + 8 <= digits.length; at++) {
      expect(await findPlanted(Buffer.from(`x${digits.slice(at, at + 8)}x`), planted)).not.toEqual(
        [],
      );
      expect(await findPlanted(Buffer.from(`x${digits.slice(at, at + 7)}x`), planted)).toEqual([]);
    }
  });

  it('finds nothing in random bytes, other people and parts of the name', async () => {
    const clean = [
      '欧阳修',
      '澜沧江',
      '13973490519',
      '430422',
      'ouyang@example.org',
      '',
      'a',
      '北路',
    ];
    expect(await findPlanted(Buffer.from(clean.join('\n')), planted)).toEqual([]);
    for (const text of clean) expect(await findPlanted(Buffer.from(text), planted)).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (bytes) => {
        expect(await findPlanted(bytes, planted)).toEqual([]);
      }),
    );
  });

  it('never repeats what it found', async () => {
    const found = await findPlanted(Buffer.from(texts.map(([, text]) => text).join(' ')), planted);
    const said = JSON.stringify(found);
    for (const [, text] of texts) expect(said).not.toContain(text);
  });

  describe('in a folder', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'gongkai-planted-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const where = async () => [
      ...new Set((await findPlanted(folder, planted)).map((hit) => hit.where)),
    ];

    it('looks into every file, however deep, across the pieces it is read in', async () => {
      mkdirSync(join(folder, 'blobs', 't1', 'ab'), { recursive: true });
      const big = Buffer.alloc(3 << 20, 7);
      writeFileSync(join(folder, 'server.log'), 'nothing');
      writeFileSync(join(folder, 'blobs', 't1', 'ab', 'clean'), big);
      expect(await where()).toEqual([]);
      for (const at of [0, (1 << 20) - 3, (2 << 20) - 20, big.length - 12]) {
        const bytes = Buffer.from(big);
        bytes.write(planted.phone, at);
        writeFileSync(join(folder, 'blobs', 't1', 'ab', 'dirty'), bytes);
        expect(await findPlanted(folder, planted)).toEqual([
          {
            where: join('blobs', 't1', 'ab', 'dirty'),
            what: 'phone',
            encoding: 'UTF-8',
            offset: at,
          },
        ]);
      }
    });

    it('looks at the names of files', async () => {
      writeFileSync(join(folder, `${planted.name}.pdf`), '');
      expect(await where()).toEqual([`name of ${planted.name}.pdf`]);
    });

    it('looks into databases that are open: rows in the write-ahead file, long values, blobs', async () => {
      const db = new Database(join(folder, 'events.db'));
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE events (position INTEGER PRIMARY KEY, record BLOB)');
      const add = db.prepare('INSERT INTO events (record) VALUES (?)');
      add.run(Buffer.from('{"sealed":"…"}'));
      expect(await where()).toEqual([]);
      add.run(Buffer.from(`{"name":"${planted.name}"}`));
      expect(await where()).toEqual(['events.db events', 'events.db-wal']);
      db.exec('DELETE FROM events');
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.exec('VACUUM');
      db.pragma('wal_checkpoint(TRUNCATE)');
      expect(await where()).toEqual([]);
      // Cut in two by the pages of the file, whole only as a value.
      for (let at = 4_000; at < 4_100; at += 8)
        add.run(`${'·'.repeat(at / 2)}${planted.name}${'·'.repeat(3_000)}`);
      expect(
        (await findPlanted(folder, planted)).filter((hit) => hit.where === 'events.db events'),
      ).toHaveLength(13);
      db.close();
    });

    it('takes one file as well', async () => {
      const path = join(folder, 'metrics.txt');
      writeFileSync(path, `requests{who="${planted.email}"} 1`);
      expect(await findPlanted(path, planted)).toMatchObject([{ where: path, what: 'email' }]);
    });
  });
});
