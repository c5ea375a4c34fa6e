import { readFileSync } from 'node:fs';
import { CatalogueCommand, starterColumns, starterIndexNumber } from '@gongkai/catalogue';
import { Rejection, type Role } from '@gongkai/kernel';
import { documentCollection, DocumentCommand } from '@gongkai/publication';
import { openOffice, type Office } from '../request-log/testing.js';
import { importPublications } from './import-publications.js';
import { onTrial } from './trial.js';

const MAPPING = {
  key: ['编号'],
  attestation: { by: '县政府办', proof: { kind: 'register', reference: '旧站目录' } },
  fields: {
    title: '标题',
    publishedOn: '日期',
    indexNumber: '索引号',
    channel: { constant: 'website' },
    column: { constant: starterColumns[0]!.code },
  },
};
const { key: _, ...WITHOUT_KEY } = MAPPING;
const HEADING = '编号,标题,日期,索引号\n';
/** The year of all days was mistyped. */
const WRONG = `${HEADING}1,甲,2013-05-01,X-1\n2,乙,2013-06-02,\n`;
const RIGHT = `${HEADING}1,甲,2012-05-01,X-1\n2,乙,2012-06-02,\n`;

describe('what an import brought by mistake', () => {
  let office: Office;
  beforeEach(async () => {
    office = await openOffice();
    await send(CatalogueCommand, {
      type: 'adopt',
      columns: starterColumns,
      indexNumber: starterIndexNumber,
    });
  }, 120_000);
  afterEach(() => office.close());

  const send = async (Command: typeof CatalogueCommand | typeof DocumentCommand, body: object) => {
    const call = {
      tenant: office.tenant,
      caller: { kind: 'operator', name: 'spec' } as const,
      commandId: JSON.stringify(body),
      body,
    };
    const outcome = await office.platform.send(new Command(call, body));
    if (outcome instanceof Rejection) throw new Error(`${outcome.code} ${outcome.field}`);
    return outcome;
  };
  const order = (text: string, voidReason?: string, mapping: object = MAPPING) => ({
    file: office.write('s.csv', text),
    mapping: office.write('m.json', JSON.stringify(mapping)),
    refusalsPath: office.write('r.csv', ''),
    node: office.nodeOf('衡南县'),
    caller: { kind: 'operator', name: 'spec' } as const,
    voidReason,
  });
  const run = async (...asked: Parameters<typeof order>) => {
    const outcome = await importPublications(office.platform, order(...asked));
    if (outcome instanceof Rejection) throw new Error(outcome.code);
    const { read, accepted, refusals } = outcome;
    const codes =
      refusals === null
        ? []
        : readFileSync(refusals, 'utf8')
            .split('\r\n')
            .slice(1, -1)
            .map((line) => line.split(',')[1]);
    return [read, accepted, codes];
  };
  const itemsIn = async (year: number) => {
    const { platform } = office;
    await platform.waitFor((await platform.events.head())!);
    const node = office.nodeOf('衡南县').id;
    const table = await platform.figures.figures({ node, period: String(year) });
    if (table instanceof Rejection) throw new Error(table.code);
    return table.cells['publication.items'] ?? 0;
  };

  const itemsOf = async () => {
    const { platform, tenant } = office;
    await platform.waitFor((await platform.events.head())!);
    const { rows } = await platform.reads.find(documentCollection, tenant, { limit: 10 });
    return rows.map(({ id }) => id);
  };

  it('is taken back with the file that brought it, and the corrected file is taken', async () => {
    expect(await run(WRONG)).toEqual([2, 2, []]);
    expect(await run(RIGHT)).toEqual([2, 0, ['import.keyTaken', 'import.keyTaken']]);
    const trial = await onTrial(office.platform, (target) =>
      importPublications(target, order(WRONG, '年份有误')),
    );
    expect(trial).toMatchObject({ read: 2, accepted: 2, refused: 0 });
    expect(await run(RIGHT)).toEqual([2, 0, ['import.keyTaken', 'import.keyTaken']]);
    expect(await run(WRONG, '年份有误')).toEqual([2, 2, []]);
    expect(await run(WRONG, '年份有误')).toEqual([2, 2, []]);
    expect(await run(RIGHT)).toEqual([2, 2, []]);
    // Once more changes nothing, and the former file brings nothing back.
    expect(await run(RIGHT)).toEqual([2, 2, []]);
    expect(await run(WRONG)).toEqual([2, 0, ['import.takenBack', 'import.takenBack']]);
    expect(await itemsIn(2013)).toBe(0);
    expect(await itemsIn(2012)).toBe(2);
    // By its key a row is known in the corrected file too.
    expect(await run(RIGHT, '不属本机关')).toEqual([2, 2, []]);
    expect(await itemsIn(2012)).toBe(0);
    expect(await run(RIGHT)).toEqual([2, 0, ['import.takenBack', 'import.takenBack']]);
    const other = RIGHT.replace('甲', '甲(补)');
    expect(await run(other)).toEqual([2, 1, ['import.takenBack']]);
  });

  it('is not taken back with what was reviewed and approved of it since', async () => {
    expect(await run(WRONG)).toEqual([2, 2, []]);
    const { tenant, platform } = office;
    const [item] = await itemsOf();
    const documentId = item!;
    const by = async (role: Role, body: object) => {
      const grants = [{ role, agency: null }];
      const officer = { account: role, tenant, agency: null, grants };
      const caller = { kind: 'officer', officer } as const;
      const call = { tenant, caller, commandId: JSON.stringify(body), body };
      const outcome = await platform.send(new DocumentCommand(call, body));
      if (outcome instanceof Rejection) throw new Error(outcome.code);
    };
    const attribute = 'onInitiative';
    await by('drafter', { type: 'proposeAttribute', documentId, attribute });
    await by('drafter', { type: 'requestSecrecy', documentId });
    await by('secrecyReviewer', { type: 'passSecrecy', documentId });
    await by('signer', { type: 'decideAttribute', documentId, attribute });
    await by('signer', { type: 'approve', documentId });
    expect(await run(WRONG, '年份有误')).toEqual([2, 1, ['import.goneOnSince']]);
    expect(await itemsIn(2013)).toBe(1);
  });

  it('is known without a key by the very file alone', async () => {
    expect(await run(WRONG, undefined, WITHOUT_KEY)).toEqual([2, 2, []]);
    expect(await run(RIGHT, '年份有误', WITHOUT_KEY)).toEqual([
      2,
      0,
      ['import.notTakenOver', 'import.notTakenOver'],
    ]);
    expect(await run(WRONG, '年份有误', WITHOUT_KEY)).toEqual([2, 2, []]);
    expect(await itemsIn(2013)).toBe(0);
  });
});
