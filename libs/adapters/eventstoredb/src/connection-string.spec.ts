import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ClusterStoreError } from './cluster-store-error.js';
import { parseConnectionString } from './connection-string.js';

const refusal = (url: string): ClusterStoreError => {
  try {
    parseConnectionString(url);
  } catch (error) {
    if (error instanceof ClusterStoreError) return error;
    throw error;
  }
  throw new Error(`${url} was taken`);
};

describe('the address of an event store', () => {
  it('names one server, several, or a name that stands for them', () => {
    expect(parseConnectionString('esdb://db.example?tls=false')).toMatchObject({
      hosts: [{ address: 'db.example', port: 2113 }],
      discover: false,
      tls: false,
      credentials: undefined,
      nodePreference: 'leader',
    });
    expect(parseConnectionString('kurrentdb://a:2111,b:2112,[::1]:2113/?tls=true').hosts).toEqual([
      { address: 'a', port: 2111 },
      { address: 'b', port: 2112 },
      { address: '[::1]', port: 2113 },
    ]);
    expect(parseConnectionString('esdb+discover://cluster.example').discover).toBe(true);
  });

  it('is encrypted unless it says otherwise, and decodes user name and password', () => {
    const { tls, credentials } = parseConnectionString('esdb://gong%40kai:p%3Ass@db.example');
    expect(tls).toBe(true);
    expect(credentials).toEqual({ username: 'gong@kai', password: 'p:ss' });
  });

  it('takes options in any case of letters', () => {
    const settings = parseConnectionString(
      'esdb://a,b?TLS=false&nodepreference=Follower&gossipTimeout=3&connectionName=api%201',
    );
    expect(settings).toMatchObject({
      nodePreference: 'follower',
      numbers: { gossipTimeout: 3 },
      connectionName: 'api 1',
    });
  });

  it('reads the certificate files it names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-esdb-'));
    const path = join(folder, 'ca.pem');
    writeFileSync(path, '-----BEGIN CERTIFICATE-----\n');
    const file = encodeURIComponent(path);
    const { certificates } = parseConnectionString(`esdb://a?tlsCAFile=${file}`);
    expect(certificates.root?.toString()).toContain('BEGIN CERTIFICATE');
    expect(refusal(`esdb://a?userCertFile=${file}`).message).toContain('userKeyFile');
    writeFileSync(path, 'something else');
    expect(refusal(`esdb://a?tlsCAFile=${file}`).reason).toBe('certificate');
    rmSync(folder, { recursive: true });
    expect(refusal(`esdb://a?tlsCAFile=${file}`)).toMatchObject({ reason: 'certificate' });
  });

  it.each([
    ['', 'esdb://'],
    ['http://db.example:2113', 'esdb://'],
    ['esdb://', 'esdb://'],
    ['esdb://user@db.example', 'esdb://'],
    ['esdb://db.example:0?tls=false', 'host'],
    ['esdb://db.example:70000', 'host'],
    ['esdb://db example', 'host'],
    ['esdb://a,,b', 'host'],
    ['esdb://a?tls=no', 'tls is true or false'],
    ['esdb://a?tsl=false', 'option tsl is not known'],
    ['esdb://a?tls', 'tls has no value'],
    ['esdb://a?keepAliveInterval=soon', 'keepAliveInterval is a whole number'],
    ['esdb://a?nodePreference=any', 'nodePreference'],
    ['esdb://a?tlsVerifyCert=false', 'not supported'],
    ['esdb://u:%zz@a', 'percent sign'],
    ['esdb://a?connectionName=%E5%85%AC', 'ASCII'],
  ])('refuses %j and says why', (url, why) => {
    const error = refusal(url);
    expect(error.reason).toBe('url');
    expect(error.en).toContain(why);
    expect(error.zh).toContain('地址');
  });

  it('refuses to drop credentials in silence when nothing would be encrypted', () => {
    expect(refusal('esdb://admin:secret@a?tls=false').message).toContain('tls=true');
  });

  it('never repeats the password in what it says', () =>
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[a-z]{8,}$/), (noise, secret) => {
        try {
          parseConnectionString(`esdb://user:${secret}@a${noise}`);
        } catch (error) {
          if (!noise.includes(secret)) expect((error as Error).message).not.toContain(secret);
        }
      }),
    ));
});
