import { type Officer, type Receipt } from '@gongkai/kernel';
import { Cursors, joinedSdl } from '@gongkai/nest';
import { deskFor, gateOf, officerWith, policyConformance } from '@gongkai/testing';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { EnquiryCommand, EnquiryCountCommand } from './commands.js';
import { EnquiryCountHandler, EnquiryHandler } from './enquiry.handler.js';
import { EnquiryResolver } from './enquiry.resolver.js';
import { AskerKind, EnquiryChannel, EnquirySubject, EntryFault } from './events.js';
import { enquiryContext } from './index.js';
import { enquiryPolicy } from './policy.js';

policyConformance('enquiry', enquiryPolicy);

const clerk = officerWith('clerk', 'agency1');
const head = officerWith('disclosureHead');

const platform = async () => {
  const { reads, bus, catchUp } = await deskFor([enquiryContext], ({ store, ids, clock }) => [
    [EnquiryCommand, new EnquiryHandler(store, ids, clock)],
    [EnquiryCountCommand, new EnquiryCountHandler(store, ids, clock)],
  ]);
  const desk = new EnquiryResolver(bus as never, reads, new Cursors(new Uint8Array(32)));
  let next = 0;
  const log = (who: Officer, more: object = {}) =>
    desk.logEnquiry(who, {
      commandId: `c${++next}`,
      agency: 'agency1',
      askerKind: 'citizen',
      subject: 'requesting',
      channel: 'phone',
      ...more,
    } as never) as Promise<Partial<Receipt> & { code?: string }>;
  return { desk, log, catchUp, bus };
};

describe('the desk of enquiries', () => {
  it('logs, answers, corrects, voids, and shows what is open', async () => {
    const { desk, log, catchUp } = await platform();
    const [first, second, third] = [await log(clerk), await log(clerk), await log(head)];
    await desk.answerEnquiry(clerk, { commandId: 'a', enquiryId: first.id } as never);
    const correct = { commandId: 'k', enquiryId: second.id, reason: 'mistakenEntry' };
    expect(
      await gateOf(desk.correctEnquiry(clerk, { ...correct, askerKind: 'media' } as never)),
    ).toBe('FORBIDDEN');
    await desk.correctEnquiry(head, { ...correct, askerKind: 'media' } as never);
    const gone = { commandId: 'v', enquiryId: third.id, reason: 'duplicateEntry' };
    await desk.voidEnquiry(head, gone as never);
    await catchUp();
    const list = async (args: object) =>
      (await desk.enquiries(clerk, args)).nodes.map(({ id }) => id);
    expect(await list({ state: 'open' })).toEqual([second.id]);
    expect(await list({ state: 'voided', agency: 'agency1' })).toEqual([third.id]);
    expect(await list({ askerKind: 'media', from: '2026-01-01' })).toEqual([second.id]);
    expect(await list({ agency: 'own' })).toEqual([]);
  });

  it('pages through them', async () => {
    const { desk, log, catchUp } = await platform();
    for (const askedOn of ['2026-01-05', '2026-02-05', '2026-01-20']) await log(head, { askedOn });
    await catchUp();
    const one = await desk.enquiries(head, { first: 2 });
    expect(one.nodes.map(({ askedOn }) => askedOn)).toEqual(['2026-02-05', '2026-01-20']);
    const two = await desk.enquiries(head, { first: 2, after: one.pageInfo.endCursor });
    expect(two.nodes.map(({ askedOn }) => askedOn)).toEqual(['2026-01-05']);
    expect(two.pageInfo.hasNextPage).toBe(false);
  });

  it('counts by asker, subject and month, what was logged and what was counted together', async () => {
    const { desk, log, catchUp } = await platform();
    await log(clerk, { askedOn: '2026-01-05' });
    const entries = [{ askerKind: 'agency', subject: 'guideAndCatalogue', number: 40 }];
    const counted = { commandId: 'b', agency: null, on: '2026-02-11', entries };
    const { id: countId } = (await desk.countEnquiries(head, counted as never)) as Receipt;
    const counts = async (agency: string | null = null) => {
      await catchUp();
      return desk.counts(head, { agency, from: '2026-01', to: '2026-12' });
    };
    const both = await counts();
    expect(both).toMatchObject({
      total: 41,
      months: [
        { month: '2026-01', count: 1 },
        { month: '2026-02', count: 40 },
      ],
    });
    expect(both.askers).toContainEqual({ askerKind: 'agency', count: 40 });
    expect(both.subjects).toContainEqual({ subject: 'requesting', count: 1 });
    expect(await counts('agency1')).toMatchObject({ total: 1 });
    expect(await counts('own')).toMatchObject({ total: 40 });
    await desk.voidEnquiryCount(head, { commandId: 'w', countId, reason: 'other' } as never);
    expect(await counts('own')).toMatchObject({ total: 0 });
    expect(await gateOf(desk.counts(head, { from: '2026-13', to: '2026-12' }))).toBe('BAD_REQUEST');
    expect(await gateOf(desk.counts(head, { from: '1990-01', to: '2026-12' }))).toBe('BAD_REQUEST');
  });

  it('refuses what is not there, and who may not', async () => {
    const { desk, log, bus } = await platform();
    expect(await gateOf(log(officerWith('archivist')))).toBe('FORBIDDEN');
    expect(await gateOf(log(clerk, { agency: null }))).toBe('FORBIDDEN');
    expect(await log(head, { agency: 'agency9' })).toMatchObject({
      code: 'enquiry.agencyUnknown',
    });
    expect(await log(head, { askerKind: 'spy' })).toMatchObject({ code: 'command.invalid' });
    const missing = { commandId: 'm', enquiryId: 'none' };
    expect(await desk.answerEnquiry(head, missing as never)).toMatchObject({
      code: 'enquiry.unknown',
    });
    const call = {
      tenant: 'T1',
      caller: { kind: 'public' as const },
      commandId: 'p',
      body: {},
    };
    const asked = bus.execute(new EnquiryCommand(call, { type: 'answer', enquiryId: 'none' }));
    expect(await gateOf(asked)).toBe('UNAUTHENTICATED');
  });

  it('says the same in its SDL as in its schemas', () => {
    const schema = buildSchema(joinedSdl([enquiryContext.sdl]));
    for (const [name, { options }] of Object.entries({
      AskerKind,
      EnquirySubject,
      EnquiryChannel,
      EntryFault,
    }))
      expect([
        name,
        (schema.getType(name) as GraphQLEnumType).getValues().map((value) => value.name),
      ]).toEqual([name, [...options]]);
  });
});
