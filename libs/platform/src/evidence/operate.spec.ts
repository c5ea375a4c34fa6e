import { SqliteLogKeys } from '@gongkai/evidence-store';
import { readFileSync } from 'node:fs';
import { newKey, parsePolicy, signatureLine, toBase64, withSignatures } from '@gongkai/evidence';
import { Rejection } from '@gongkai/kernel';
import { PersonKeyStore } from '@gongkai/sqlite';
import { EvidenceOperations } from './operate.js';
import { SpecOffice } from './spec-office.js';
import { readWitnessRequest } from './witness-request.js';

/** Two installations: one has a log, the other is asked to witness it. */
describe('an evidence log and a witness outside', () => {
  let office: SpecOffice;
  let superior: SpecOffice;
  beforeEach(() => {
    office = new SpecOffice();
    superior = new SpecOffice();
  });
  afterEach(async () => {
    await office.close();
    await superior.close();
  });

  const operationsOf = (place: SpecOffice) => {
    const { folder, masterKey, paths, clock } = place;
    const personKeys = new PersonKeyStore({ folder, masterKey, path: paths.keys, access: 'write' });
    return new EvidenceOperations({
      store: place.store(),
      reader: place.reader(),
      signingKeys: () => new SqliteLogKeys(paths.keys, personKeys),
      installation: 'office.example',
      clock,
    });
  };
  const grow = async (count: number) => {
    const keeper = office.keeper();
    const position = await office.append('t1', 'a', count);
    await office.reader(keeper).ensureCheckpoint('t1', position);
    await keeper.close();
  };
  const done = <T>(outcome: T | Rejection): T => {
    if (outcome instanceof Rejection) throw new Error(outcome.code);
    return outcome;
  };
  const codeOf = (outcome: unknown) => (outcome as Rejection).code;

  it('is cosigned when it only grew, and takes the cosignature in', async () => {
    await grow(3);
    const ours = operationsOf(office);
    const theirs = operationsOf(superior);
    const policy = await office.reader().policy('t1');
    const first = done(await ours.requestTo('t1', 0));
    const cosigned = done(await theirs.witness('s1', first, policy));
    expect(cosigned).toMatchObject({ origin: 'office.example/t1', size: 3 });

    const [key] = (await superior.reader().keys('s1')).filter(({ use }) => use === 'witness');
    const text = done(await ours.setPolicy('t1', { witnesses: [key!.vkey], quorum: 1 }));
    expect(parsePolicy(text)).toMatchObject({ ok: true, quorum: { threshold: 1 } });
    expect(done(await ours.takeCosignatures('t1', cosigned.text))).toEqual([
      'office.example/s1/witness',
    ]);
    expect((await office.reader().latest('t1'))!.text).toContain(cosigned.line);

    await grow(5);
    const second = done(await ours.requestTo('t1', 3));
    expect(readWitnessRequest(second)).toMatchObject({ old: 3, size: 8 });
    expect(done(await theirs.witness('s1', second, undefined))).toMatchObject({ size: 8 });
  });

  it('is refused when it does not begin with what was witnessed, or has become shorter', async () => {
    await grow(3);
    const theirs = operationsOf(superior);
    const policy = await office.reader().policy('t1');
    const short = done(await operationsOf(office).requestTo('t1', 0));
    await grow(4);
    const long = done(await operationsOf(office).requestTo('t1', 3));
    done(await theirs.witness('s1', long, policy));
    expect(codeOf(await theirs.witness('s1', short, policy))).toBe('evidence.checkpointOlder');
    const [witness, origin] = ['office.example/s1/witness', 'office.example/t1'];
    const store = superior.store();
    const branch = { size: 3, root: new Uint8Array(32) };
    await store.setWitnessed(witness, origin, branch, await store.witnessed(witness, origin));
    expect(codeOf(await theirs.witness('s1', long, policy))).toBe('evidence.forked');
  });

  it('is not witnessed without a policy that trusts its key', async () => {
    await grow(2);
    const request = done(await operationsOf(office).requestTo('t1', 0));
    const theirs = operationsOf(superior);
    const { vkey } = newKey('office.example/t1');
    expect(codeOf(await theirs.witness('s1', request, undefined))).toBe('evidence.logUntrusted');
    expect(codeOf(await theirs.witness('s1', request, `log ${vkey}\nquorum none\n`))).toBe(
      'evidence.logUntrusted',
    );
    expect(codeOf(await theirs.witness('s1', 'no checkpoint', undefined))).toBe(
      'evidence.checkpointUnreadable',
    );
    expect(
      codeOf(
        await theirs.witness(
          's1',
          `old 1\n${toBase64(new Uint8Array(3))}\n\n${request.slice(7)}`,
          undefined,
        ),
      ),
    ).toBe('evidence.checkpointUnreadable');
  });

  it('says when there is nothing to show, or less than is asked for', async () => {
    const ours = operationsOf(office);
    expect(codeOf(await ours.requestTo('t1', 0))).toBe('evidence.logNone');
    await grow(2);
    expect(codeOf(await ours.requestTo('t1', 9))).toBe('evidence.sizeUnknown');
  });

  it('takes in no cosignature by a stranger, nor under another checkpoint', async () => {
    await grow(2);
    const ours = operationsOf(office);
    const { text, body } = (await office.reader().latest('t1'))!;
    const stranger = newKey('stranger.example', 'cosignature');
    const signed = withSignatures(text, [signatureLine(body, stranger.skey, 7)]);
    expect(codeOf(await ours.takeCosignatures('t1', signed))).toBe('evidence.cosignatureNone');
    expect(codeOf(await ours.takeCosignatures('t1', 'x'))).toBe('evidence.checkpointUnreadable');
    done(await ours.setPolicy('t1', { witnesses: [stranger.vkey], quorum: undefined }));
    expect(done(await ours.takeCosignatures('t1', signed))).toEqual(['stranger.example']);
    await grow(1);
    const other = (await office.reader().latest('t1'))!.text.replace('\n3\n', '\n2\n');
    expect(codeOf(await ours.takeCosignatures('t1', other))).toBe('evidence.cosignatureNone');
  });

  it('has no witness whose key is none', async () => {
    const ours = operationsOf(office);
    for (const vkey of ['nonsense', newKey('w.example').vkey])
      expect(codeOf(await ours.setPolicy('t1', { witnesses: [vkey], quorum: undefined }))).toBe(
        'evidence.witnessKeyInvalid',
      );
  });

  it('asks for no more witnesses than there are, nor for two of one name', async () => {
    const ours = operationsOf(office);
    const [one, other] = [1, 2].map(() => newKey('w.example', 'cosignature').vkey);
    const before = await office.reader().policy('t1');
    const refused = async (witnesses: string[], quorum: number | undefined) =>
      codeOf(await ours.setPolicy('t1', { witnesses, quorum }));
    expect(await refused([one!], 2)).toBe('evidence.policyInvalid');
    expect(await refused([], 1)).toBe('evidence.policyInvalid');
    expect(await office.reader().policy('t1')).toBe(before);
    expect(done(await ours.setPolicy('t1', { witnesses: [one!, other!], quorum: 1 }))).toContain(
      `witness w.example ${other}`,
    );
  });

  it('keeps no secret key in clear in keys.db', async () => {
    await grow(1);
    expect(readFileSync(office.paths.keys).includes('PRIVATE+KEY')).toBe(false);
  });
});
