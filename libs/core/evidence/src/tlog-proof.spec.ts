import fc from 'fast-check';
import {
  checkPolicy,
  formatCheckpoint,
  formatTlogProof,
  inclusionProof,
  leafHash,
  newKey,
  newVkey,
  openNote,
  parsePolicy,
  parseSkey,
  parseTlogProof,
  parseVkey,
  reasons,
  rootHash,
  rootLine,
  signNote,
  signatureLine,
  toBase64,
  verifyTlogProof,
  withSignatures,
  type Outcome,
} from './index.js';

const reasonOf = (outcome: Outcome): string | undefined =>
  outcome.ok ? undefined : outcome.reason;
const opened = <T extends object>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome;
};

const ORIGIN = 'gongkai.example/hengyang';
const log = newKey(ORIGIN);
const domestic = newKey(ORIGIN, 'sm2');
const [x1, x2, x3, y1] = ['x1', 'x2', 'x3', 'y1'].map((name) =>
  newKey(`${name}.witness.example`, 'cosignature'),
) as [Keys, Keys, Keys, Keys];
type Keys = { skey: string; vkey: string };

const leaves = Array.from({ length: 9 }, (_, at) => Buffer.from(`event ${at}`));
const body = formatCheckpoint({
  origin: ORIGIN,
  size: leaves.length,
  root: rootHash(leaves),
  extensions: [rootLine('sm3', rootHash(leaves, 'sm3'))],
});
const TIME = 1_700_000_000;
const cosigned = (...witnesses: Keys[]): string =>
  withSignatures(
    signNote(body, [log.skey, domestic.skey]),
    witnesses.map(({ skey }) => signatureLine(body, skey, TIME)),
  );

const POLICY = `# 政策
log ${log.vkey} https://gongkai.example/
log ${domestic.vkey}

witness X1 ${x1.vkey}
witness X2 ${x2.vkey}
witness X3 ${x3.vkey}
group X-witnesses 2 X1 X2 X3
witness 上级 ${y1.vkey}
group both all X-witnesses 上级
quorum both
`;

describe('cosignatures', () => {
  it('have the key id and the message of cosignature/v1', () => {
    const { publicKey } = opened(parseVkey(x1.vkey));
    expect(newVkey('x1.witness.example', publicKey, 'cosignature')).toBe(x1.vkey);
    expect(newVkey('x1.witness.example', publicKey)).not.toBe(x1.vkey);
    // The same bytes as an Ed25519 signature over the two lines and the text.
    const { secret } = opened(parseSkey(x1.skey));
    const plain = newVkey('plain', publicKey);
    const line = signatureLine(body, x1.skey, TIME);
    const signature = Buffer.from(line.split(' ')[2]!, 'base64');
    expect(signature.readBigUInt64BE(4)).toBe(BigInt(TIME));
    const id = Buffer.from(plain.split('+')[1]!, 'hex');
    const asPlain = Buffer.concat([id, signature.subarray(12)]).toString('base64');
    const message = `cosignature/v1\ntime ${TIME}\n${body}`;
    expect(openNote(`${message}\n— plain ${asPlain}\n`, [plain]).ok).toBe(true);
    expect(secret).toHaveLength(32);
  });

  it('say when they were made, and are refused without, or past 2^63 − 1', () => {
    expect(() => signatureLine(body, x1.skey)).toThrow(RangeError);
    expect(() => signatureLine(body, x1.skey, 2n ** 63n)).toThrow(RangeError);
    const note = `${body}\n${signatureLine(body, x1.skey, 2n ** 63n - 1n)}\n`;
    expect(opened(openNote(note, [x1.vkey])).signatures[0]!.time).toBe(2n ** 63n - 1n);
    const [dash, name, base64] = signatureLine(body, x1.skey, TIME).split(' ');
    const bytes = Buffer.from(base64!, 'base64');
    bytes[4] = 0x80;
    const late = `${body}\n${dash} ${name} ${bytes.toString('base64')}\n`;
    expect(reasonOf(openNote(late, [x1.vkey]))).toBe('signatureInvalid');
  });
});

describe('a policy', () => {
  const why = (text: unknown) => reasonOf(parsePolicy(text));
  const w = (name: string, key = x1) => `witness ${name} ${key.vkey}\n`;

  it('is read with its groups', () => {
    const policy = opened(parsePolicy(POLICY));
    expect(policy.logs).toEqual([
      { vkey: log.vkey, url: 'https://gongkai.example/' },
      { vkey: domestic.vkey },
    ]);
    expect(policy.witnesses.map(({ name }) => name)).toEqual(['X1', 'X2', 'X3', '上级']);
    expect(policy.quorum).toMatchObject({
      name: 'both',
      threshold: 2,
      members: [{ threshold: 2, members: [{ name: 'X1' }, {}, {}] }, { name: '上级' }],
    });
    expect(parsePolicy(Buffer.from(POLICY))).toEqual({ ok: true, ...policy });
    expect(parsePolicy('quorum none\n')).toEqual({
      ok: true,
      logs: [],
      witnesses: [],
      quorum: null,
    });
  });

  it('has white space, comments and words of its own as names', () => {
    expect(
      why(`\n# a\n\t # b\n\twitness \t w1  ${x1.vkey}   https://w1.example/  \n\n  quorum\tw1`),
    ).toBe(undefined);
    expect(why(`${w('all')}${w('any', x2)}group group 2 all any\nquorum group\n`)).toBeUndefined();
    const octets = Buffer.concat([
      Buffer.from('witness K'),
      Buffer.of(0x80),
      Buffer.from(` ${x1.vkey}\nquorum K`),
      Buffer.of(0x80),
    ]);
    expect(why(octets)).toBeUndefined();
    const kelvin = `${w('K')}quorum \u212a\n`;
    expect(why(kelvin)).toBe('policyNameUnknown');
  });

  it('says why it is refused', () => {
    expect(why(undefined)).toBe('inputInvalid');
    expect(why('quorum none\n\u0001')).toBe('policyCharacterInvalid');
    expect(why('quorum none\r\n')).toBe('policyCharacterInvalid');
    expect(why('# \u007f\nquorum none\n')).toBe('policyCharacterInvalid');
    expect(why('quibble w1\nquorum none\n')).toBe('policyLineMalformed');
    expect(why(`witness w1 ${x1.vkey} https://a/ # no\nquorum w1\n`)).toBe('policyLineMalformed');
    expect(why('log\nquorum none\n')).toBe('policyLineMalformed');
    expect(why('log garbage\nquorum none\n')).toBe('keyMalformed');
    expect(why('witness w1\nquorum none\n')).toBe('policyLineMalformed');
    expect(why(`witness w1 ${log.vkey}\nquorum w1\n`)).toBe('keyTypeUnsupported');
    expect(why(`log ${log.vkey}\nlog ${log.vkey} https://a/\nquorum none\n`)).toBe(
      'policyKeyTwice',
    );
    const { publicKey } = opened(parseVkey(x1.vkey));
    const impostor = newVkey('impostor.example', publicKey, 'cosignature');
    expect(why(`${w('w1')}witness w2 ${impostor}\nquorum w1\n`)).toBe('policyKeyTwice');
    expect(why(`${w('none')}quorum none\n`)).toBe('policyNameTaken');
    expect(why(`${w('w1')}${w('w1', x2)}quorum w1\n`)).toBe('policyNameTaken');
    expect(why(`${w('w1')}group w1 any w1\nquorum w1\n`)).toBe('policyNameTaken');
    expect(why(`${w('w1')}group none any w1\nquorum none\n`)).toBe('policyNameTaken');
    expect(why(`${w('w1')}group g1 1\nquorum w1\n`)).toBe('policyLineMalformed');
    for (const threshold of ['0', '-1', '2', 'some', '1.0', '1e0', '99999999999'])
      expect(why(`${w('w1')}group g1 ${threshold} w1\nquorum g1\n`)).toBe('policyThresholdInvalid');
    expect(why(`${w('w1')}group g1 any w2\nquorum g1\n`)).toBe('policyNameUnknown');
    expect(why(`group g1 any w1\n${w('w1')}quorum g1\n`)).toBe('policyNameUnknown');
    expect(why(`${w('w1')}group g1 any none w1\nquorum g1\n`)).toBe('policyNameUnknown');
    expect(why(`${w('w1')}group g1 all w1 w1\nquorum g1\n`)).toBe('policyMemberTwice');
    expect(why(`${w('w1')}${w('w2', x2)}group g1 any w1 w2\ngroup g2 any w1\nquorum g1\n`)).toBe(
      'policyMemberTwice',
    );
    expect(why(w('w1'))).toBe('policyQuorumNotOne');
    expect(why('')).toBe('policyQuorumNotOne');
    expect(why(`${w('w1')}quorum w1\nquorum w1\n`)).toBe('policyQuorumNotOne');
    expect(why('quorum unknown\n')).toBe('policyNameUnknown');
    expect(why(`quorum w1\n${w('w1')}`)).toBe('policyNameUnknown');
    expect(why('quorum\n')).toBe('policyLineMalformed');
    expect(why('quorum a b\n')).toBe('policyLineMalformed');
    expect(why(`${'#'.repeat(2 ** 20)}\nquorum none\n`)).toBe('policyTooLarge');
    expect(why('quorum none\n'.repeat(2000))).toBe('policyQuorumNotOne');
  });

  it('trusts what its log and enough of its witnesses signed', () => {
    const trusted = opened(checkPolicy(POLICY, cosigned(x1, x3, y1)));
    expect(trusted.checkpoint.size).toBe(9n);
    expect(trusted.logs.map(({ type }) => type)).toEqual(['ed25519', 'sm2']);
    expect(trusted.witnesses.map(({ witness, time }) => [witness, time])).toEqual([
      ['X1', BigInt(TIME)],
      ['X3', BigInt(TIME)],
      ['上级', BigInt(TIME)],
    ]);
    const why = (checkpoint: string, policy = POLICY) => reasonOf(checkPolicy(policy, checkpoint));
    expect(why(cosigned(x1, x2))).toBe('quorumNotMet');
    expect(why(cosigned(x1, y1))).toBe('quorumNotMet');
    expect(why(cosigned())).toBe('quorumNotMet');
    expect(why(cosigned(), `log ${log.vkey}\nquorum none\n`)).toBeUndefined();
    expect(why(cosigned(), 'quorum none\n')).toBe('policyHasNoLog');
    expect(why(cosigned(), `log ${newKey(ORIGIN).vkey}\nquorum none\n`)).toBe('logUnsigned');
    expect(why(cosigned(x1), `log ${newKey('o').vkey}\n${w('a')}quorum a\n`)).toBe('logUnsigned');
    const { publicKey } = opened(parseVkey(log.vkey));
    const renamed = newVkey('other.example', publicKey);
    const other = signNote(body, [log.skey]).replace(/— \S+ \S+/, (line) => {
      const id = Buffer.from(renamed.split('+')[1]!, 'hex');
      const bytes = Buffer.from(line.split(' ')[2]!, 'base64');
      id.copy(bytes);
      return `— other.example ${bytes.toString('base64')}`;
    });
    expect(why(other, `log ${renamed}\nquorum none\n`)).toBe('originNotLog');
    expect(why(signNote('no checkpoint\n', [log.skey]))).toBe('checkpointMalformed');
  });

  it('refuses a bad signature of any key it names, needed or not', () => {
    const [dash, name, base64] = signatureLine(body, x3.skey, TIME).split(' ');
    const bytes = Buffer.from(base64!, 'base64');
    bytes[20]! ^= 1;
    const bad = `${dash} ${name} ${bytes.toString('base64')}`;
    const note = withSignatures(cosigned(x1, x2, y1), [bad]);
    expect(reasonOf(checkPolicy(POLICY, note))).toBe('signatureInvalid');
  });
});

describe('a tlog-proof', () => {
  const proof = inclusionProof(leaves, 4);
  const text = formatTlogProof({ index: 4, proof, checkpoint: cosigned(x1, x2, y1) });

  it('has the form of the standard', () => {
    const lines = text.split('\n');
    expect(lines.slice(0, 2)).toEqual(['c2sp.org/tlog-proof@v1', 'index 4']);
    expect(lines[2 + proof.length]).toBe('');
    expect(text.endsWith(cosigned(x1, x2, y1).slice(-20))).toBe(true);
    const extra = Uint8Array.of(1, 2, 3);
    const one = formatTlogProof({ index: 0n, proof: [], checkpoint: 'checkpoint\n', extra });
    expect(one).toBe('c2sp.org/tlog-proof@v1\nextra AQID\nindex 0\n\ncheckpoint\n');
    expect(parseTlogProof(one)).toEqual({
      ok: true,
      index: 0n,
      proof: [],
      checkpoint: 'checkpoint\n',
      extra,
    });
  });

  it('says why a text is none', () => {
    const why = (other: unknown) => reasonOf(parseTlogProof(other));
    const HEAD = 'c2sp.org/tlog-proof@v1\n';
    expect(why(null)).toBe('inputInvalid');
    expect(why('wrong-header\nindex 0\n\ncheckpoint\n')).toBe('tlogProofMalformed');
    expect(why(`${HEAD}extra !!notbase64!!\nindex 0\n\ncheckpoint\n`)).toBe('base64NotCanonical');
    expect(why(`${HEAD}extra AQIE=\nindex 0\n\ncheckpoint\n`)).toBe('base64NotCanonical');
    expect(why(`${HEAD}\n\ncheckpoint\n`)).toBe('tlogProofMalformed');
    for (const index of ['notanumber', '-5', '01', '', '+1', '18446744073709551615'])
      expect(why(`${HEAD}index ${index}\n\ncheckpoint\n`)).toBe('tlogProofMalformed');
    expect(why(`${HEAD}index 0\nextra AQID\n\ncheckpoint\n`)).toBe('base64NotCanonical');
    expect(why(`${HEAD}index 0\n!!\n\ncheckpoint\n`)).toBe('base64NotCanonical');
    expect(why(`${HEAD}index 0\n${toBase64(new Uint8Array(64))}\n\nc\n`)).toBe('hashLengthInvalid');
    const long = `${toBase64(new Uint8Array(32))}\n`.repeat(65);
    expect(why(`${HEAD}index 0\n${long}\nc\n`)).toBe('proofLengthWrong');
    expect(why(`${HEAD}index 0\n`)).toBe('tlogProofMalformed');
    expect(why(`${HEAD}index 0\n\n`)).toBe('tlogProofMalformed');
    expect(why(`${HEAD}index 0\n\nno newline`)).toBe('tlogProofMalformed');
    expect(why(text.replaceAll('\n', '\r\n'))).toBe('tlogProofMalformed');
    expect(why('x'.repeat(2 ** 21 + 1))).toBe('noteTooLarge');
    expect(() => formatTlogProof({ index: -1, proof: [], checkpoint: 'c\n' })).toThrow(RangeError);
    expect(() => formatTlogProof({ index: 0, proof: [], checkpoint: '' })).toThrow(RangeError);
  });

  it('holds of its leaf by its policy, and of no other', () => {
    const claim = { proof: text, leafHash: leafHash(leaves[4]!), policy: POLICY };
    expect(opened(verifyTlogProof(claim))).toMatchObject({ index: 4n });
    expect(reasonOf(verifyTlogProof({ ...claim, leafHash: leafHash(leaves[5]!) }))).toBe(
      'rootMismatch',
    );
    const other = text.replace('index 4', 'index 5');
    expect(verifyTlogProof({ ...claim, proof: other }).ok).toBe(false);
    const policy = `log ${newKey(ORIGIN).vkey}\nquorum none\n`;
    expect(reasonOf(verifyTlogProof({ ...claim, policy }))).toBe('logUnsigned');
    expect(reasonOf(verifyTlogProof(undefined as unknown as typeof claim))).toBe('inputInvalid');
  });

  it('of which no byte can be changed', () => {
    // Without the SM2 line: verifying it in every run would take minutes.
    const checkpoint = withSignatures(signNote(body, [log.skey]), [
      signatureLine(body, y1.skey, TIME),
    ]);
    const policy = opened(parsePolicy(`log ${log.vkey}\nwitness y ${y1.vkey}\nquorum y\n`));
    const bytes = Buffer.from(formatTlogProof({ index: 4, proof, checkpoint }));
    const claim = { leafHash: leafHash(leaves[4]!), policy };
    expect(verifyTlogProof({ ...claim, proof: bytes }).ok).toBe(true);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(bytes);
        other[at]! ^= change;
        expect(verifyTlogProof({ ...claim, proof: other }).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on hostile input', () => {
    const holds = (outcome: Outcome) => outcome.ok || Object.hasOwn(reasons, outcome.reason);
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (a, b, c) => {
        expect(holds(parsePolicy(a))).toBe(true);
        expect(holds(parseTlogProof(a))).toBe(true);
        expect(holds(checkPolicy(a as string, b))).toBe(true);
        const claim = { proof: a, leafHash: b, policy: c } as Parameters<typeof verifyTlogProof>[0];
        expect(holds(verifyTlogProof(claim))).toBe(true);
        expect(holds(verifyTlogProof({ ...claim, proof: text }))).toBe(true);
      }),
    );
  });
});
