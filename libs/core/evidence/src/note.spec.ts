import fc from 'fast-check';
import {
  formatCheckpoint,
  newKey,
  newVkey,
  openNote,
  parseCheckpoint,
  parseNote,
  parseSkey,
  parseVkey,
  reasons,
  rootIn,
  rootLine,
  signNote,
  signatureLine,
  withSignatures,
  type Outcome,
} from './index.js';

/** The keys and the note of Go's reference implementation of signed notes. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SECRET =
  'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const TEXT =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n";
const PETER_SIGNED =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH_SIGNED =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

const reasonOf = (outcome: Outcome): string | undefined =>
  outcome.ok ? undefined : outcome.reason;
const opened = <T extends object>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome;
};

describe('verifier keys', () => {
  it('reads the published ones', () => {
    expect(parseVkey(PETER)).toMatchObject({ ok: true, name: 'PeterNeumann', id: 0xc74f20a3 });
    const cosigner = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    expect(parseVkey(cosigner)).toMatchObject({ ok: true, type: 'cosignature' });
    const { publicKey } = opened(parseVkey(PETER));
    expect(newVkey('PeterNeumann', publicKey)).toBe(PETER);
    expect(parseSkey(PETER_SECRET)).toMatchObject({ ok: true, vkey: PETER });
  });

  it('refuses every part of a key and every other byte in it', () => {
    for (let from = 0; from <= PETER.length; from++)
      for (let to = from + 1; to <= PETER.length; to++)
        if (to - from < PETER.length) expect(parseVkey(PETER.slice(from, to)).ok).toBe(false);
    for (let at = 0; at < PETER.length; at++) {
      const next = String.fromCharCode(PETER.charCodeAt(at) + 1);
      expect(parseVkey(PETER.slice(0, at) + next + PETER.slice(at + 1)).ok).toBe(false);
    }
    for (let at = 0; at < PETER_SECRET.length; at++) {
      const next = String.fromCharCode(PETER_SECRET.charCodeAt(at) + 1);
      const other = PETER_SECRET.slice(0, at) + next + PETER_SECRET.slice(at + 1);
      expect(parseSkey(other).ok).toBe(false);
    }
  });

  it('says why a key is none', () => {
    const why = (text: unknown) => reasonOf(parseVkey(text));
    expect(why(undefined)).toBe('inputInvalid');
    expect(why('name')).toBe('keyMalformed');
    // The same key has one text: digits are small, as every writer writes them.
    expect(why(PETER.replace('c74f20a3', 'C74F20A3'))).toBe('keyMalformed');
    expect(why('+c74f20a3+AQ==')).toBe('keyNameInvalid');
    expect(why('a\u00a0b+c74f20a3+AQ==')).toBe('keyNameInvalid');
    expect(why('a\u0085b+c74f20a3+AQ==')).toBe('keyNameInvalid');
    expect(why('PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')).toBe(
      'keyIdMismatch',
    );
    expect(why('PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==')).toBe(
      'keyMalformed',
    );
    expect(why('PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')).toBe(
      'keyTypeUnsupported',
    );
    expect(() => newVkey('a b', new Uint8Array(32))).toThrow(RangeError);
    expect(() => newVkey('a', new Uint8Array(31))).toThrow(RangeError);
    expect(() => newKey('')).toThrow(RangeError);
  });
});

describe('signed notes', () => {
  const note = `${TEXT}\n${PETER_SIGNED}${ENOCH_SIGNED}`;

  it('signs as the reference implementation', () => {
    expect(signNote(TEXT, [PETER_SECRET])).toBe(`${TEXT}\n${PETER_SIGNED}`);
  });

  it('opens with the keys that are known and passes over the others', () => {
    const one = opened(openNote(note, [PETER]));
    expect(one.text).toBe(TEXT);
    expect(one.signatures.map(({ name }) => name)).toEqual(['PeterNeumann']);
    expect(one.unknown.map(({ name }) => name)).toEqual(['EnochRoot']);
    const two = opened(openNote(Buffer.from(note), [PETER, ENOCH]));
    expect(two.signatures.map(({ vkey }) => vkey)).toEqual([PETER, ENOCH]);
    expect(reasonOf(openNote(note, []))).toBe('noKnownSignature');
  });

  it('counts what is there twice once, and verifies each that differs', () => {
    const double = opened(openNote(`${note}${PETER_SIGNED}${ENOCH_SIGNED}`, [PETER]));
    expect(double.signatures).toHaveLength(1);
    expect(double.unknown).toHaveLength(1);
    const other = `${PETER_SIGNED.slice(0, 60)}ABCD${PETER_SIGNED.slice(60)}`;
    expect(reasonOf(openNote(`${note}${other}`, [PETER]))).toBe('signatureInvalid');
    expect(opened(openNote(`${note}${other}`, [ENOCH])).unknown).toHaveLength(2);
  });

  it('refuses two known keys of one name and id, where they matter', () => {
    expect(reasonOf(openNote(note, [ENOCH, ENOCH]))).toBe('verifierAmbiguous');
    expect(openNote(`${TEXT}\n${PETER_SIGNED}`, [ENOCH, PETER, ENOCH]).ok).toBe(true);
  });

  it('says why a note is refused', () => {
    const why = (bytes: unknown) => reasonOf(openNote(bytes, [PETER]));
    const body = `${TEXT}\n`;
    expect(why(TEXT)).toBe('noteMalformed');
    expect(why(body)).toBe('noteMalformed');
    expect(why(`${TEXT}${PETER_SIGNED}`)).toBe('noteMalformed');
    expect(why(`${body}${PETER_SIGNED}`.slice(0, -1))).toBe('noteMalformed');
    expect(why(`\u0001${body}${PETER_SIGNED}`)).toBe('noteControlCharacter');
    expect(why(`${body}${PETER_SIGNED}`.replaceAll('\n', '\r\n'))).toBe('noteControlCharacter');
    expect(why(Buffer.concat([Buffer.of(0xff), Buffer.from(note)]))).toBe('noteNotUtf8');
    expect(why(`\ud800${note}`)).toBe('noteNotUtf8');
    expect(why(`${note}Unexpected line.\n`)).toBe('signatureMalformed');
    expect(why(`${body}${PETER_SIGNED.replace('Neumann', ' Neumann')}`)).toBe('signatureMalformed');
    expect(why(`${body}${PETER_SIGNED.replace('—', '-')}`)).toBe('signatureMalformed');
    expect(why(`${body}${PETER_SIGNED.replace('= ', '=')}x\n`)).toBe('signatureMalformed');
    expect(why(`${body}— PeterNeumann AAAAAA==\n`)).toBe('signatureMalformed');
    expect(why(body + PETER_SIGNED.repeat(101))).toBe('tooManySignatures');
    expect(why(body + PETER_SIGNED.repeat(100))).toBeUndefined();
    expect(why(`${'x'.repeat(2 ** 20)}\n\n${PETER_SIGNED}`)).toBe('noteTooLarge');
    expect(why(`${TEXT}more\n\n${PETER_SIGNED}`)).toBe('signatureInvalid');
    expect(reasonOf(openNote(note, ['nonsense']))).toBe('keyMalformed');
    expect(reasonOf(openNote(note, 'nonsense' as unknown as string[]))).toBe('inputInvalid');
  });

  it('takes base64 in its one form only', () => {
    const base64 = PETER_SIGNED.split(' ')[2]!.trim();
    const others = [
      base64.replace('=', ''),
      `${base64}=`,
      base64.replace('AM=', 'AN='),
      base64.replace('/', '_'),
      ` ${base64}`,
      `${base64} `,
      `${base64.slice(0, 40)} ${base64.slice(40)}`,
    ];
    for (const other of others)
      expect(reasonOf(openNote(`${TEXT}\n— PeterNeumann ${other}\n`, [PETER]))).toBe(
        'signatureMalformed',
      );
  });

  it('keeps blank lines of the text apart from the last', () => {
    const text = 'one\n\ntwo\n\n';
    const signed = signNote(text, [PETER_SECRET]);
    expect(opened(openNote(signed, [PETER])).text).toBe(text);
  });

  it('adds signatures and writes none twice', () => {
    const enoch = newKey('EnochRoot');
    const signed = signNote(TEXT, [PETER_SECRET]);
    const line = signatureLine(TEXT, enoch.skey);
    const both = withSignatures(signed, [line, line]);
    expect(withSignatures(both, [line])).toBe(both);
    expect(opened(openNote(both, [PETER, enoch.vkey])).signatures).toHaveLength(2);
    expect(() => withSignatures(signed, ['— a b'])).toThrow(RangeError);
    expect(() => signNote('no newline', [PETER_SECRET])).toThrow(RangeError);
    expect(() => signNote('a\tb\n', [PETER_SECRET])).toThrow(RangeError);
    expect(() => signNote(TEXT, [])).toThrow(RangeError);
    expect(() => signNote(TEXT, [PETER])).toThrow(RangeError);
  });

  it('opens what each type signed, and nothing that was changed', () => {
    for (const type of ['ed25519', 'cosignature', 'sm2'] as const) {
      const key = newKey('log.example/一', type);
      const signed = signNote(TEXT, [key.skey], 1_700_000_000n);
      const { signatures } = opened(openNote(signed, [key.vkey]));
      expect(signatures[0]!.type).toBe(type);
      expect(signatures[0]!.time).toBe(type === 'cosignature' ? 1_700_000_000n : undefined);
      const bytes = Buffer.from(signed);
      const runs = type === 'sm2' ? 25 : 150;
      fc.assert(
        fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const other = Buffer.from(bytes);
          other[at]! ^= change;
          expect(openNote(other, [key.vkey]).ok).toBe(false);
        }),
        { numRuns: runs },
      );
    }
  }, 60_000);

  it('never throws on hostile input', () => {
    const holds = (outcome: Outcome) => outcome.ok || Object.hasOwn(reasons, outcome.reason);
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.string({ unit: 'binary' }), (a, b, text) => {
        expect(holds(openNote(a, b as string[]))).toBe(true);
        expect(holds(parseNote(text))).toBe(true);
        expect(holds(parseVkey(a))).toBe(true);
        expect(holds(parseSkey(text))).toBe(true);
        expect(holds(parseCheckpoint(b))).toBe(true);
        expect(holds(parseCheckpoint(text))).toBe(true);
      }),
    );
  });
});

describe('checkpoints', () => {
  const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
  const SIGNED = `example.com/behind-the-sofa\n20852163\n${ROOT}\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n`;

  it('reads the example of the standard, signed or not', () => {
    const expected = { origin: 'example.com/behind-the-sofa', size: 20852163n, extensions: [] };
    const checkpoint = opened(parseCheckpoint(SIGNED));
    expect(checkpoint).toMatchObject(expected);
    expect(Buffer.from(checkpoint.root).toString('base64')).toBe(ROOT);
    const { text, signatures } = opened(parseNote(SIGNED));
    expect(parseCheckpoint(text)).toEqual(checkpoint);
    expect(parseCheckpoint(Buffer.from(SIGNED))).toEqual(checkpoint);
    expect(reasonOf(parseCheckpoint(Buffer.of(0xff, 10)))).toBe('noteNotUtf8');
    expect(signatures).toHaveLength(2);
    expect(formatCheckpoint(checkpoint)).toBe(text);
  });

  it('has the signature of the vector published with the standard', () => {
    const origin =
      'sigsum.org/v1/tree/e796172b92befd62d9dc67e41c2f5bc9d3100a3023b20b1ca40288dd1c679e69';
    const key = Buffer.from(
      '66e0b858e462a609e66fe71370c816d8846ff103d5499a22a7fec37fdbc424a7',
      'hex',
    );
    const note = `${origin}\n10\nHA5HAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— ${origin} gJ2ho0n8F8olcerUF1FFdv235A/5as/coWrpLrtE7ovMeP5whgwouYExowG/lTznxu6OUGjjt5yJQ6bXtTcf718MqAQ=\n`;
    expect(openNote(note, [newVkey(origin, new Uint8Array(key))]).ok).toBe(true);
  });

  it('says why a checkpoint is refused', () => {
    const why = (text: unknown) => reasonOf(parseCheckpoint(text));
    expect(why(`o\n0\n${ROOT}\n`)).toBeUndefined();
    expect(why(`o\n9223372036854775807\n${ROOT}\nx\n`)).toBeUndefined();
    expect(why(`Moon Log\n5\n${ROOT}\n`)).toBeUndefined();
    expect(why(12)).toBe('inputInvalid');
    expect(why('')).toBe('checkpointMalformed');
    expect(why(`o\n5\n${ROOT}`)).toBe('checkpointMalformed');
    expect(why('o\n5\n')).toBe('checkpointMalformed');
    expect(why(`\n5\n${ROOT}\n`)).toBe('originEmpty');
    for (const size of ['', '05', '00', '-1', '+5', '5 ', ' 5', '0x5', '1e3', '５', '5.0', 'five'])
      expect(why(`o\n${size}\n${ROOT}\n`)).toBe('sizeMalformed');
    expect(why(`o\n9223372036854775808\n${ROOT}\n`)).toBe('sizeMalformed');
    expect(why(`o\n3438945738945739845734895735\n${ROOT}\n`)).toBe('sizeMalformed');
    for (const root of ['', 'YmFuYW5hcw==', ROOT.slice(0, -1), `${ROOT}=`, `${ROOT} `])
      expect(why(`o\n5\n${root}\n`)).toBe('rootMalformed');
    expect(why(`o\n5\n${ROOT.replace('2I=', '2J=')}\n`)).toBe('rootMalformed');
    expect(why(`o\n5\n${ROOT}\n\n`)).toBe('extensionEmpty');
    expect(why(`o\n5\n${ROOT}\na\n\nb\n`)).toBe('extensionEmpty');
    expect(why(`o\r\n5\n${ROOT}\n`)).toBe('noteControlCharacter');
    expect(why(`o\n5\n${ROOT}\na\tb\n`)).toBe('noteControlCharacter');
    expect(why(`o\ud800\n5\n${ROOT}\n`)).toBe('noteNotUtf8');
  });

  it('is written only as it can be read back', () => {
    const root = new Uint8Array(32);
    const text = formatCheckpoint({ origin: 'o', size: 1, root, extensions: ['a', 'b'] });
    expect(parseCheckpoint(text)).toEqual({
      ok: true,
      origin: 'o',
      size: 1n,
      root,
      extensions: ['a', 'b'],
    });
    for (const wrong of [
      { origin: '' },
      { origin: 'a\nb' },
      { size: -1 },
      { size: 1.5 },
      { root: new Uint8Array(31) },
      { extensions: [''] },
      { extensions: ['a\nb'] },
    ])
      expect(() => formatCheckpoint({ origin: 'o', size: 1, root, ...wrong })).toThrow(RangeError);
  });

  it('finds another root by its name, once', () => {
    const root = new Uint8Array(32).fill(9);
    const line = rootLine('sm3', root);
    expect(rootIn({ extensions: ['x', line] }, 'sm3')).toEqual(root);
    expect(rootIn({ extensions: [line, line] }, 'sm3')).toBeUndefined();
    expect(rootIn({ extensions: [line] }, 'streams')).toBeUndefined();
    expect(rootIn({ extensions: ['sm3 AAAA'] }, 'sm3')).toBeUndefined();
  });
});
