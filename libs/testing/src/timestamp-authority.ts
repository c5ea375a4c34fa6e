import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What openssl says of itself; undefined where it is not installed. */
export const opensslVersion = (): string | undefined => {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
};

const CONFIG = `
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = unused
[ root ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[ between ]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign
[ stamps ]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ lax ]
extendedKeyUsage = timeStamping
[ wide ]
extendedKeyUsage = critical,timeStamping,codeSigning
[ notAuthority ]
basicConstraints = critical,CA:FALSE
[ tsa ]
default_tsa = tsa_config
[ tsa_config ]
serial = ./tsa.serial
crypto_device = builtin
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256, sha384, sha512
signer_digest = sha256
accuracy = secs:1, millisecs:500, microsecs:100
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

const KEYS = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  weak: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
  ec: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  ed25519: ['-algorithm', 'ED25519'],
} as const;
type KeyKind = keyof typeof KEYS;

/** A timestamp authority (RFC 3161) in a folder of its own, by Debian's openssl. */
export class TimestampAuthority {
  readonly folder = mkdtempSync(join(tmpdir(), 'gongkai-tsa-'));
  constructor() {
    writeFileSync(join(this.folder, 'tsa.cnf'), CONFIG);
    writeFileSync(join(this.folder, 'tsa.serial'), '01\n');
  }
  openssl(...args: string[]): Buffer {
    return execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  }
  file(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }
  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
  key(name: string, kind: KeyKind): void {
    this.openssl('genpkey', ...KEYS[kind], '-out', `${name}.key`);
  }
  /** A certificate nobody else signed; `section` of the settings says what it is for. */
  root(name: string, kind: KeyKind = 'ec', section = 'root'): string {
    this.key(name, kind);
    this.openssl(
      ...['req', '-x509', '-new', '-key', `${name}.key`, '-subj', `/O=根/CN=${name}`, '-utf8'],
      ...['-days', '30', '-config', 'tsa.cnf', '-extensions', section, '-out', `${name}.pem`],
    );
    return this.file(`${name}.pem`);
  }
  /** A certificate signed by another. */
  issue(name: string, by: string, section: string, kind: KeyKind): string {
    this.key(name, kind);
    this.openssl(
      ...['req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-config', 'tsa.cnf'],
      ...['-out', `${name}.csr`],
    );
    this.openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`],
      ...['-CAcreateserial', '-days', '10', '-sha256', '-extfile', 'tsa.cnf'],
      ...['-extensions', section, '-out', `${name}.pem`],
    );
    return this.file(`${name}.pem`);
  }
  /** The answer to a request, signed by a name. */
  stamp(request: Uint8Array, by: string, options: readonly string[] = []): Uint8Array {
    writeFileSync(join(this.folder, 'request.tsq'), request);
    this.openssl(
      ...['ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'request.tsq', '-signer'],
      ...[`${by}.pem`, '-inkey', `${by}.key`, '-out', 'reply.tsr', ...options],
    );
    return new Uint8Array(readFileSync(join(this.folder, 'reply.tsr')));
  }
}
