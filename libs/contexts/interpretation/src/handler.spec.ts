import { spokespersonAggregate } from '@gongkai/registers';
import { execute, type Receipt } from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import { deskFor, gateOf, officerWith, policyConformance } from '@gongkai/testing';
import { ConcernCommand, InterpretationCommand } from './commands.js';
import { interpretationContext } from './index.js';
import { ConcernHandler, InterpretationHandler } from './interpretation.handler.js';
import { InterpretationResolver } from './interpretation.resolver.js';
import { interpretationPolicy } from './policy.js';

policyConformance('interpretation', interpretationPolicy);

const clerk = officerWith('clerk', 'agency1');
const head = officerWith('disclosureHead');

const platform = async () => {
  const desk = await deskFor([interpretationContext], ({ store, ids, clock }) => [
    [InterpretationCommand, new InterpretationHandler(store, ids, clock)],
    [ConcernCommand, new ConcernHandler(store, ids, clock)],
  ]);
  const cursors = new Cursors(new Uint8Array(32));
  const resolver = new InterpretationResolver(desk.bus as never, desk.reads, cursors);
  let next = 0;
  const send = <I extends object>(
    mutation: Exclude<keyof InterpretationResolver, 'bus' | 'reads' | 'cursors'>,
    who: typeof clerk,
    input: I,
  ) =>
    resolver[mutation](who, { commandId: `c${++next}`, ...input } as never) as Promise<
      Partial<Receipt> & { code?: string }
    >;
  return { ...desk, resolver, send };
};
const conference = {
  agency: 'agency1',
  kind: 'pressConference',
  title: '新闻发布会',
  on: '2026-01-20',
  part: 'held',
};

describe('the desk of interpretation and response', () => {
  it('enters, puts right and takes back, and lists what stands', async () => {
    const { resolver, send, catchUp } = await platform();
    const { id } = await send('enterInterpretation', clerk, conference);
    const article = { ...conference, kind: 'article', part: null, on: '2026-01-05' };
    const explains = [{ documentId: null, title: '某办法' }];
    const other = await send('enterInterpretation', head, { ...article, agency: null, explains });
    const { agency: _, ...fields } = conference;
    const right = { ...fields, id, principal: true, reason: '漏登' };
    expect(await gateOf(send('correctInterpretation', clerk, right))).toBe('FORBIDDEN');
    await send('correctInterpretation', head, right);
    await catchUp();
    const list = async (args: object) => (await resolver.interpretations(clerk, args)).nodes;
    expect(await list({})).toMatchObject([{ id, principal: true, version: 2 }, { id: other.id }]);
    expect(await list({ agency: 'own' })).toMatchObject([{ id: other.id }]);
    expect(await list({ kind: 'article', from: '2026-01-01', to: '2026-01-31' })).toHaveLength(1);
    await send('withdrawInterpretation', head, { id: other.id, reason: '误登' });
    await catchUp();
    expect(await list({ standing: true })).toMatchObject([{ id }]);
    expect(await list({ standing: false })).toMatchObject([{ withdrawnBecause: '误登' }]);
  });

  it('pages through them', async () => {
    const { resolver, send, catchUp } = await platform();
    for (const on of ['2026-01-05', '2026-02-05', '2026-01-20'])
      await send('enterInterpretation', head, { ...conference, on });
    await catchUp();
    const one = await resolver.interpretations(head, { first: 2 });
    expect(one.nodes.map(({ on }) => on)).toEqual(['2026-02-05', '2026-01-20']);
    const two = await resolver.interpretations(head, { first: 2, after: one.pageInfo.endCursor });
    expect(two.nodes.map(({ on }) => on)).toEqual(['2026-01-05']);
  });

  it('knows documents, matters and spokespersons by what the log says of them', async () => {
    const { send, store, ids } = await platform();
    const explains = [{ documentId: 'none', title: '某办法' }];
    const article = { ...conference, kind: 'article', part: null };
    const code = async (more: object) =>
      (await send('enterInterpretation', head, { ...article, ...more })).code;
    expect(await code({ explains })).toBe('interpretation.documentUnknown');
    expect(await code({ concernId: 'none' })).toBe('interpretation.concernUnknown');
    const speaking = { ...conference, spokespersonId: 's1' };
    expect(await send('enterInterpretation', head, speaking)).toMatchObject({
      code: 'interpretation.spokespersonUnknown',
    });
    const value = {
      agency: null,
      name: '某某',
      post: '副主任',
      officePhone: null,
      since: '2026-01-01',
    };
    const actor = { kind: 'operator' as const, id: 'root' };
    await execute(
      { store, ids },
      spokespersonAggregate,
      's1',
      { type: 'enter', id: 's1', value },
      { today: '2026-03-04', actor, agencyActive: true },
      { tenant: 'T1', actor, commandId: 's1', digest: '' },
    );
    expect((await send('enterInterpretation', head, speaking)).id).not.toBeUndefined();
    const before = { ...speaking, on: '2025-12-31' };
    expect(await send('enterInterpretation', head, before)).toMatchObject({
      code: 'interpretation.spokespersonUnknown',
    });
  });

  it('answers matters of public concern in several channels', async () => {
    const { resolver, send, catchUp } = await platform();
    const matter = { title: '供水中断', kind: 'hotTopic', arisenOn: '2026-01-10' };
    const { id: concernId } = await send('noteConcern', clerk, { agency: 'agency1', ...matter });
    const open = await send('noteConcern', head, { agency: null, ...matter });
    await send('answerConcern', clerk, { concernId, channel: 'weibo', on: '2026-01-11' });
    await send('answerConcern', clerk, { concernId, channel: 'hotline', on: '2026-01-12' });
    await send('withdrawConcernAnswer', head, { concernId, answer: 1, reason: '误登' });
    await catchUp();
    const list = async (args: object) =>
      (await resolver.concerns(clerk, args)).nodes.map(({ id }) => id);
    expect(await list({ state: 'answered' })).toEqual([concernId]);
    expect(await list({ state: 'open', agency: 'own' })).toEqual([open.id]);
    await send('voidConcern', head, { concernId: open.id, reason: '重复' });
    await catchUp();
    expect(await list({ state: 'voided' })).toEqual([open.id]);
    expect(await resolver.concern(clerk, concernId!)).toMatchObject({
      answers: [
        { answer: 1, withdrawnBecause: '误登' },
        { answer: 2, withdrawnBecause: null },
      ],
    });
    expect(await resolver.concern(clerk, 'none')).toBeNull();
  });

  it('refuses who may not, and what is not well shaped', async () => {
    const { send } = await platform();
    expect(await gateOf(send('enterInterpretation', officerWith('archivist'), conference))).toBe(
      'FORBIDDEN',
    );
    expect(await gateOf(send('enterInterpretation', clerk, { ...conference, agency: null }))).toBe(
      'FORBIDDEN',
    );
    expect(
      await send('enterInterpretation', head, { ...conference, agency: 'agency9' }),
    ).toMatchObject({
      code: 'interpretation.agencyUnknown',
    });
    expect(await send('enterInterpretation', head, { ...conference, title: ' ' })).toMatchObject({
      code: 'command.invalid',
      field: 'title',
    });
    expect(
      await send('answerConcern', head, { concernId: 'none', channel: 'weibo' }),
    ).toMatchObject({
      code: 'interpretation.concernUnknown',
    });
  });
});
