import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import type { ServerTls } from './member.js';

/**
 * A certificate authority made up on the spot, so that no key lies in the repository and nothing but
 * Node is needed: X.509 version 3, P-256, just the extensions a client looks at.
 */
export class Authority {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  /** What clients trust, PEM. */
  readonly certificate: string;

  constructor(private readonly name = 'Peer authority') {
    this.certificate = this.issue({
      subject: name,
      publicKey: this.keys.publicKey,
      extensions: [basicConstraints(true)],
    });
  }

  /** A server's certificate; for another host or a day gone by where a spec wants it refused. */
  server({
    hosts = ['127.0.0.1', 'localhost'],
    notAfter,
  }: { hosts?: readonly string[]; notAfter?: Date } = {}): ServerTls {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certificate = this.issue({
      subject: 'Peer',
      publicKey,
      extensions: [basicConstraints(false), alternativeNames(hosts)],
      ...(notAfter && { notAfter }),
    });
    return { certificate, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  private issue({
    subject,
    publicKey,
    extensions,
    notAfter = new Date(Date.now() + YEAR),
  }: {
    subject: string;
    publicKey: KeyObject;
    extensions: readonly Buffer[];
    notAfter?: Date;
  }): string {
    const body = sequence(
      tagged(0xa0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      ECDSA_SHA256,
      distinguishedName(this.name),
      sequence(time(new Date(notAfter.getTime() - 2 * YEAR)), time(notAfter)),
      distinguishedName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(...extensions)),
    );
    const der = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, this.keys.privateKey)));
    const lines = der.toString('base64').match(/.{1,64}/g)!;
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  }
}

const YEAR = 365 * 86_400_000;

const tagged = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};

const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts);
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const octets = (bytes: Buffer): Buffer => tagged(0x04, bytes);
const bits = (bytes: Buffer): Buffer => tagged(0x03, Buffer.from([0]), bytes);
const identifier = (...bytes: readonly number[]): Buffer => tagged(0x06, Buffer.from(bytes));
const time = (at: Date): Buffer =>
  tagged(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`));

const COMMON_NAME = identifier(0x55, 0x04, 0x03);
const ECDSA_SHA256 = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

const distinguishedName = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from(name)))));

const basicConstraints = (authority: boolean): Buffer =>
  sequence(
    identifier(0x55, 0x1d, 0x13),
    tagged(0x01, Buffer.from([0xff])),
    octets(sequence(...(authority ? [tagged(0x01, Buffer.from([0xff]))] : []))),
  );

const alternativeNames = (hosts: readonly string[]): Buffer =>
  sequence(
    identifier(0x55, 0x1d, 0x11),
    octets(
      sequence(
        ...hosts.map((host) =>
          isIP(host) === 4
            ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
            : tagged(0x82, Buffer.from(host)),
        ),
      ),
    ),
  );
