import type { Receipt } from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import { deskFor, gateOf, officerWith, policyConformance } from '@gongkai/testing';
import { ReturnCommand } from './commands.js';
import { returnsContext } from './index.js';
import { returnsPolicy } from './policy.js';
import { ReturnHandler } from './returns.handler.js';
import { ReturnsResolver } from './returns.resolver.js';

policyConformance('returns', returnsPolicy);

const clerk = officerWith('clerk', 'agency1');
const head = officerWith('disclosureHead');

const platform = async () => {
  const desk = await deskFor([returnsContext], ({ store, ids, clock }) => [
    [ReturnCommand, new ReturnHandler(store, ids, clock)],
  ]);
  const cursors = new Cursors(new Uint8Array(32));
  const resolver = new ReturnsResolver(desk.bus as never, desk.reads, cursors);
  let next = 0;
  const send = (
    mutation: Exclude<keyof ReturnsResolver, 'bus' | 'reads' | 'cursors'>,
    who: typeof clerk,
    input: object,
  ) =>
    resolver[mutation](who, { commandId: `c${++next}`, ...input } as never) as Promise<
      Partial<Receipt> & { code?: string }
    >;
  return { ...desk, resolver, send };
};
const licences = {
  agency: 'agency1',
  measure: 'licences',
  period: '2025',
  number: 1_808_595,
  attestedBy: '政务服务科科长',
};

describe('the desk of returns', () => {
  it('takes a number once, puts it right, and shows every version', async () => {
    const { resolver, send, catchUp } = await platform();
    const { id } = await send('reportReturn', clerk, licences);
    expect((await send('reportReturn', clerk, licences)).id).toBe(id);
    const more = { ...licences, number: 1_808_600 };
    expect(await send('reportReturn', clerk, more)).toMatchObject({
      code: 'returns.alreadyReported',
    });
    const right = { ...more, reason: '补报5件', proof: '更正函' };
    expect(await gateOf(send('correctReturn', clerk, right))).toBe('FORBIDDEN');
    await send('correctReturn', head, right);
    await catchUp();
    const { nodes } = await resolver.returns(clerk, {});
    expect(nodes).toMatchObject([
      {
        period: '2025',
        on: '2025-12-31',
        number: 1_808_600,
        version: 2,
        versions: [
          { number: 1_808_595, reason: null },
          { number: 1_808_600, reason: '补报5件' },
        ],
        voidedBecause: null,
      },
    ]);
  });

  it('keeps agencies, measures and periods apart, and lists by them', async () => {
    const { resolver, send, catchUp } = await platform();
    await send('reportReturn', clerk, licences);
    await send('reportReturn', head, { ...licences, agency: null });
    await send('reportReturn', head, { ...licences, measure: 'penalties', period: '2024' });
    await catchUp();
    const list = async (args: object) => (await resolver.returns(head, args)).nodes.length;
    expect(await list({})).toBe(3);
    expect(await list({ agency: 'own' })).toBe(1);
    expect(await list({ measure: 'licences', period: '2025' })).toBe(2);
    expect(await list({ from: '2024-01-01', to: '2024-12-31' })).toBe(1);
    const gone = { agency: null, measure: 'licences', period: '2025', reason: '误报' };
    await send('voidReturn', head, gone);
    await catchUp();
    expect(await list({ standing: true })).toBe(2);
    expect((await resolver.returns(head, { first: 2 })).pageInfo.hasNextPage).toBe(true);
  });

  it('refuses who may not, and what is no number', async () => {
    const { send } = await platform();
    expect(await gateOf(send('reportReturn', officerWith('archivist'), licences))).toBe(
      'FORBIDDEN',
    );
    expect(await gateOf(send('reportReturn', clerk, { ...licences, agency: null }))).toBe(
      'FORBIDDEN',
    );
    expect(await send('reportReturn', head, { ...licences, agency: 'agency9' })).toMatchObject({
      code: 'returns.agencyUnknown',
    });
    for (const number of [-1, 1.5, '5'])
      expect(await send('reportReturn', head, { ...licences, number })).toMatchObject({
        code: 'command.invalid',
        field: 'number',
      });
    expect(await send('reportReturn', head, { ...licences, period: '2025年' })).toMatchObject({
      code: 'returns.periodInvalid',
    });
  });
});
