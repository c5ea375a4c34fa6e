import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoReadStore, openMongo, READS_FORMAT } from '@gongkai/mongo';
import type { CollectionSpec } from '@gongkai/kernel';
import { BSON } from 'mongodb';
import { isInstalled } from './installed.js';
import { startMongoPeer } from './peer.js';
import { mongoPeers } from './peers.js';

type Notice = { title: string; day: string };
const notices: CollectionSpec<Notice> = {
  name: 'notices',
  version: 1,
  keys: { day: (row) => row.day },
  indexes: [['day']],
  text: (row) => row.title,
  textOrder: 'day',
};
const batch = (id: string, position: bigint, before: bigint | null = null) => ({
  projection: 'notices@1',
  collection: notices as unknown as CollectionSpec<never>,
  writes: [{ tenant: 't1', id, row: { title: id, day: '2026-03-02' }, position, before }],
  parked: [],
  upTo: position,
});

const opening = (url: string) => openMongo({ url, patienceMs: 1_500 });

describe('opening MongoDB', () => {
  it('says that an address is none, without saying its password', async () => {
    for (const url of ['', 'mongo://h', 'mongodb://', 'mongodb://u:secret@h:99999', 'esdb://h']) {
      const failed: unknown = await opening(url).catch((error: unknown) => error);
      expect(failed).toMatchObject({ name: 'MongoStoreError', problem: 'url' });
      expect(String(failed)).not.toContain('secret');
    }
  });

  it('says that nobody is there', async () => {
    await expect(opening('mongodb://u:secret@127.0.0.1:1/?directConnection=true')).rejects.toThrow(
      expect.objectContaining({
        problem: 'unreachable',
        zh: expect.stringContaining('无法连接') as string,
        en: expect.not.stringContaining('secret') as string,
      }),
    );
  });

  it('says that a server is too old', async () => {
    const old = createServer((socket) =>
      socket.on('data', (request) => {
        const document = BSON.serialize({
          ok: 1,
          ismaster: true,
          minWireVersion: 0,
          maxWireVersion: 5,
        });
        const reply = Buffer.alloc(36 + document.length);
        reply.writeInt32LE(reply.length, 0);
        reply.writeInt32LE(request.readInt32LE(4), 8);
        reply.writeInt32LE(1, 12);
        reply.writeInt32LE(1, 32);
        reply.set(document, 36);
        socket.write(reply);
      }),
    );
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    const { port } = old.address() as { port: number };
    await expect(opening(`mongodb://127.0.0.1:${port}/?directConnection=true`)).rejects.toThrow(
      expect.objectContaining({ problem: 'tooOld' }),
    );
    old.close();
  });
});

mongoPeers('a connection to MongoDB', (server) => {
  it('tells how the servers stand and which indexes are missing, and a start makes them again', async () => {
    const database = server.freshDatabase();
    const connection = await openMongo({ url: server.url(), database });
    await new MongoReadStore(connection.db).save(batch('a', 1n));
    const health = await connection.health();
    expect(health).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/) as string,
      writable: expect.stringMatching(/:\d+$/) as string,
      checksDocuments: server.kind !== 'java',
      missingIndexes: [],
    });
    await connection.db.collection('rows.notices.v1').dropIndex('keys_0');
    expect((await connection.health()).missingIndexes).toEqual(['rows.notices.v1 keys_0']);
    await new MongoReadStore(connection.db).save(batch('b', 2n));
    expect((await connection.health()).missingIndexes).toEqual([]);
    await connection.db.dropDatabase();
    await connection.close();
  });

  it('refuses a collection that a newer program wrote, and other keys under the same version', async () => {
    const database = server.freshDatabase();
    const connection = await openMongo({ url: server.url(), database });
    const fresh = () => new MongoReadStore(connection.db);
    await fresh().save(batch('a', 1n));
    const changed = { ...notices, keys: { ...notices.keys, title: (row: Notice) => row.title } };
    await expect(fresh().find(changed, 't1', { limit: 1 })).rejects.toMatchObject({
      problem: 'changedShape',
    });
    const register = connection.db.collection<{ _id: string }>('collections');
    await register.updateOne({ _id: 'rows.notices.v1' }, { $set: { format: READS_FORMAT + 1 } });
    await expect(fresh().get(notices, 't1', 'a')).rejects.toMatchObject({ problem: 'newer' });
    await expect(fresh().save(batch('b', 2n))).rejects.toMatchObject({ problem: 'newer' });
    expect(await fresh().checkpoint('notices@1')).toBe(1n);
    await connection.db.dropDatabase();
    await connection.close();
  });

  it('goes on with a version that another process has dropped meanwhile', async () => {
    const database = server.freshDatabase();
    const connection = await openMongo({ url: server.url(), database });
    const [one, other] = [new MongoReadStore(connection.db), new MongoReadStore(connection.db)];
    await one.save(batch('a', 1n));
    expect(await other.get(notices, 't1', 'a')).toMatchObject({ title: 'a' });
    await other.drop(notices as never, 'notices@1');
    await other.drop(notices as never, 'notices@1');
    expect(await one.get(notices, 't1', 'a')).toBeUndefined();
    await one.save(batch('b', 2n));
    expect(await other.find(notices, 't1', { where: [{ text: 'b' }], limit: 9 })).toMatchObject({
      rows: [{ title: 'b' }],
    });
    expect((await connection.health()).missingIndexes).toEqual([]);
    await connection.db.dropDatabase();
    await connection.close();
  });
});

/** Passwords, certificates and a folder that outlives the process: only SecantusDB has those. */
const secantus = isInstalled('secantus') ? describe : undefined;
secantus?.('a guarded server (SecantusDB)', () => {
  it('says that a password or a right is missing', async () => {
    const peer = await startMongoPeer('secantus', {
      users: [
        { name: 'writer', password: 'p', roles: [{ role: 'readWrite', db: 'gongkai' }] },
        { name: 'reader', password: 'p', roles: [{ role: 'read', db: 'gongkai' }] },
        { name: 'stranger', password: 'p', roles: [{ role: 'read', db: 'elsewhere' }] },
      ],
    });
    const as = (user: string) =>
      peer.url.replace('//', `//${user}@`).replace('?', 'gongkai?authSource=admin&');
    await expect(opening(as('writer:wrong'))).rejects.toMatchObject({ problem: 'credentials' });
    await expect(opening(peer.url)).rejects.toMatchObject({ problem: 'right' });
    await expect(opening(as('stranger:p'))).rejects.toMatchObject({ problem: 'right' });
    const writer = await opening(as('writer:p'));
    await new MongoReadStore(writer.db).save(batch('a', 1n));
    const reader = await opening(as('reader:p'));
    const reads = new MongoReadStore(reader.db);
    expect(await reads.get(notices, 't1', 'a')).toMatchObject({ title: 'a' });
    await expect(reads.save(batch('b', 2n))).rejects.toMatchObject({ problem: 'right' });
    await writer.close();
    await reader.close();
    await peer.stop();
  });

  it('says that a certificate is not to be trusted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-mongo-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const peer = await startMongoPeer('secantus', { tls: { cert, key } });
    await expect(opening(`${peer.url}&tls=true`)).rejects.toMatchObject({ problem: 'certificate' });
    const trusted = await opening(`${peer.url}&tls=true&tlsCAFile=${encodeURIComponent(cert)}`);
    await new MongoReadStore(trusted.db).save(batch('a', 1n));
    await trusted.close();
    await expect(
      opening(`${peer.url}&tls=true&tlsCAFile=${encodeURIComponent(join(folder, 'none'))}`),
    ).rejects.toMatchObject({ problem: 'certificate' });
    await peer.stop();
    rmSync(folder, { recursive: true });
  });

  it('says that the server is gone, and goes on when it is back', async () => {
    const data = mkdtempSync(join(tmpdir(), 'gongkai-mongo-back-'));
    const peer = await startMongoPeer('secantus', { data });
    const connection = await opening(peer.url);
    const reads = new MongoReadStore(connection.db);
    await reads.save(batch('a', 1n));
    await peer.stop('SIGKILL');
    await expect(reads.save(batch('b', 2n))).rejects.toMatchObject({ problem: 'unreachable' });
    await expect(reads.get(notices, 't1', 'a')).rejects.toMatchObject({ problem: 'unreachable' });
    await expect(connection.health()).rejects.toMatchObject({ problem: 'unreachable' });
    const back = await startMongoPeer('secantus', { data, port: peer.port });
    expect(await reads.get(notices, 't1', 'a')).toMatchObject({ title: 'a' });
    await reads.save(batch('b', 2n));
    expect(await reads.checkpoint('notices@1')).toBe(2n);
    await connection.close();
    await back.stop('SIGKILL');
    rmSync(data, { recursive: true });
  });
});
