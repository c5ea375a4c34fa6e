import { agencyProjection, Tree, type NodeRow } from '@gongkai/directory';
import { CalendarBook } from '@gongkai/holiday';
import type { Officer, Receipt, Role } from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import { deskFor, gateOf, memoryVault, officerWith, policyConformance } from '@gongkai/testing';
import { Opener } from '@gongkai/vault';
import { ComplaintCommand, ComplaintRuleCommand } from './commands.js';
import { ComplaintHandler, ComplaintRuleHandler } from './complaint.handler.js';
import { complaintWatch } from './complaint.process.js';
import { ComplaintResolver } from './complaint.resolver.js';
import { complaintContext } from './index.js';
import { ComplaintMutations } from './mutation.resolver.js';
import { complaintPolicy } from './policy.js';

policyConformance('complaint', complaintPolicy);

const node = (id: string, tenant: string, parent: string | null): NodeRow => ({
  id,
  kind: parent === null ? 'prefecture' : 'county',
  tenant,
  grouping: false,
  government: { name: `${id}人民政府`, joinedOn: '2008-05-01' },
  revision: 1,
  spans: [{ since: null, code: id, name: id, parent }],
  until: null,
  into: null,
});

const clerk = officerWith('clerk', 'agency1');
const handler = officerWith('complaintHandler');
const head = officerWith('disclosureHead');
const above = (role: Role): Officer => ({ ...officerWith(role), tenant: 'T2' });

const platform = async () => {
  const contexts = [complaintContext, { projections: [agencyProjection, complaintWatch] }];
  const vault = memoryVault();
  const calendars = new CalendarBook();
  const desk = await deskFor(contexts as never, ({ store, ids, clock }) => [
    [ComplaintCommand, new ComplaintHandler(store, ids, clock, vault, calendars)],
    [ComplaintRuleCommand, new ComplaintRuleHandler(store, ids, clock)],
  ]);
  desk.clock.set('2026-03-20T02:00:00Z');
  const audited: unknown[] = [];
  const record = (_: string, entry: unknown) => Promise.resolve(void audited.push(entry));
  const tree = Tree.from([node('430400', 'T2', null), node('430422', 'T1', '430400')]);
  const resolver = new ComplaintResolver(
    desk.reads,
    new Cursors(new Uint8Array(32)),
    desk.store,
    desk.clock,
    calendars,
    tree,
    new Opener(vault, { record }),
  );
  const mutations = new ComplaintMutations(desk.bus as never);
  let next = 0;
  const send = (name: Exclude<keyof ComplaintMutations, 'bus'>, who: Officer, input: object) =>
    mutations[name](who, { commandId: `c${++next}`, ...input } as never) as Promise<
      Partial<Receipt> & { code?: string }
    >;
  return { ...desk, resolver, send, audited };
};

const letter = {
  kind: 'disclosureComplaint',
  agency: 'agency1',
  channel: 'letter',
  subject: '反映未按期公开',
  receivedOn: '2026-03-03',
  complainant: { name: '钟离试', identity: null, contact: '试验路一号' },
  text: '至今没有公开二〇二五年的统计公报。',
};

describe('the desk of complaints', () => {
  it('keeps who complains sealed and the subject in clear; an opening is on record', async () => {
    const { resolver, send, catchUp, store, audited } = await platform();
    const { id } = await send('receiveComplaint', clerk, letter);
    await catchUp();
    const options = { signal: new AbortController().signal, follow: false };
    for await (const { events } of store.feed(undefined, {}, options))
      for (const { record } of events) {
        expect(Buffer.from(record).toString()).not.toContain('钟离试');
        expect(Buffer.from(record).toString()).not.toContain('试验路');
      }
    expect(await resolver.complaint(clerk, id!)).toMatchObject({ named: true, sealedText: true });
    expect(await gateOf(resolver.openedComplaint(clerk, id!, '核实'))).toBe('FORBIDDEN');
    expect(await gateOf(resolver.openedComplaint(handler, id!, ' '))).toBe('BAD_REQUEST');
    const opened = await resolver.openedComplaint(handler, id!, '核实情况');
    expect(opened.complainant).toContain('钟离试');
    expect(opened).toMatchObject({ answer: null, shredded: false });
    expect(audited).toHaveLength(1);
    const named = { ...letter, subject: '钟离试反映未按期公开' };
    expect(await send('receiveComplaint', clerk, named)).toMatchObject({
      code: 'request.personalInClear',
    });
  });

  it('gives one receipt for one command, and refuses its id for another body', async () => {
    const { send } = await platform();
    const once = { ...letter, commandId: 'same' };
    const first = await send('receiveComplaint', clerk, once);
    expect(await send('receiveComplaint', clerk, once)).toEqual(first);
    const other = { ...once, subject: '另一事由' };
    expect(await send('receiveComplaint', clerk, other)).toMatchObject({
      code: 'command.idReused',
    });
  });

  it('lists by kind, stage and lateness to those who may see them', async () => {
    const { resolver, send, catchUp } = await platform();
    const { id } = await send('receiveComplaint', clerk, letter);
    const slip = { ...letter, kind: 'hotline', channel: 'slip', reference: '260303001' };
    const other = await send('receiveComplaint', handler, { ...slip, agency: null });
    await send('answerComplaint', handler, { complaintId: other.id, finding: 'explained' });
    await catchUp();
    const list = async (who: Officer, args: Record<string, unknown>) =>
      (await resolver.complaints(who, args)).nodes.map((of) => of.id);
    expect((await list(handler, {})).sort()).toEqual([id, other.id].sort());
    expect(await list(clerk, {})).toEqual([id]);
    expect(await list(handler, { kind: 'hotline', late: true })).toEqual([other.id]);
    expect(await list(handler, { agency: 'agency1', open: true, dueTo: '2026-03-24' })).toEqual([
      id,
    ]);
    expect(await list(handler, { agency: 'own' })).toEqual([other.id]);
    expect(() => resolver.complaints(clerk, { agency: 'own' })).toThrow('NOT_FOUND');
    expect(await gateOf(resolver.complaint(clerk, other.id!))).toBe('NOT_FOUND');
    expect(await gateOf(resolver.complaint(handler, 'x y'))).toBe('NOT_FOUND');
  });

  it('lets the agency it was assigned to answer it, and the one it came to see it', async () => {
    const { resolver, send, catchUp } = await platform();
    const { id: complaintId } = await send('receiveComplaint', handler, {
      ...letter,
      agency: null,
    });
    const local = officerWith('complaintHandler', 'agency1');
    const answer = { complaintId, finding: 'founded', measure: 'corrected', text: '已公开' };
    expect(await gateOf(send('answerComplaint', local, answer))).toBe('FORBIDDEN');
    expect(await send('assignComplaint', handler, { complaintId, to: 'nobody' })).toMatchObject({
      code: 'complaint.agencyUnknown',
    });
    await send('assignComplaint', handler, { complaintId, to: 'agency1' });
    const node = await resolver.complaint(local, complaintId!);
    const allowed = await resolver.allowed(local, node);
    expect(allowed.filter((of) => of.allowed).map(({ command }) => command)).toEqual([
      'assign',
      'transfer',
      'answer',
      'show',
      'void',
    ]);
    const asClerk = await resolver.allowed(clerk, node);
    expect(asClerk.map(({ code }) => code)).toEqual(Array(7).fill('complaint.noRole'));
    await send('answerComplaint', local, answer);
    await send('closeComplaint', handler, { complaintId, satisfied: true });
    await send('reopenComplaint', handler, { complaintId, reason: '不满意' });
    await send('transferComplaint', handler, { complaintId, to: '省政府', reason: '级别管辖' });
    await catchUp();
    const { nodes } = await resolver.complaints(local, {});
    expect(nodes).toMatchObject([{ stage: 'transferred', handler: 'agency1', open: false }]);
  });

  it('shows the superior what was shown to it, and nothing else', async () => {
    const { resolver, send, catchUp } = await platform();
    const { id: complaintId } = await send('receiveComplaint', clerk, letter);
    await send('receiveComplaint', clerk, { ...letter, kind: 'phone' });
    expect(await gateOf(send('showComplaint', clerk, { complaintId }))).toBe('FORBIDDEN');
    await send('showComplaint', handler, { complaintId });
    await catchUp();
    const { nodes } = await resolver.complaintsBelow(above('supervisor'), { node: '430422' });
    expect(nodes).toMatchObject([{ id: complaintId, kind: 'disclosureComplaint' }]);
    const gate = (who: Officer, of: string) =>
      gateOf((async () => resolver.complaintsBelow(who, { node: of }))());
    expect(await gate(above('clerk'), '430422')).toBe('NOT_FOUND');
    expect(await gate(officerWith('supervisor'), '430400')).toBe('NOT_FOUND');
    expect(await gate(above('supervisor'), 'nowhere')).toBe('NOT_FOUND');
    await send('voidComplaint', handler, { complaintId, cause: 'duplicate' });
    await catchUp();
    expect((await resolver.complaintsBelow(above('supervisor'), { node: '430422' })).nodes).toEqual(
      [],
    );
  });

  it('has the watch note once what its own rule did not keep', async () => {
    const { resolver, send, catchUp, reads, clock, bus } = await platform();
    const { id } = await send('receiveComplaint', clerk, letter);
    await catchUp();
    const rows = async () => (await reads.find(complaintWatch.collection, 'T1', { limit: 9 })).rows;
    expect(complaintWatch.due((await rows())[0]!, '2026-03-24')).toEqual([]);
    clock.set('2026-03-25T02:00:00Z');
    const [note] = complaintWatch.due((await rows())[0]!, '2026-03-25');
    const call = {
      tenant: 'T1',
      caller: { kind: 'process', name: 'complaintWatch' } as const,
      commandId: 'w1',
      body: note,
    };
    await bus.execute(complaintWatch.command(call, note!));
    await catchUp();
    expect(await rows()).toEqual([]);
    expect((await resolver.complaints(clerk, {})).nodes).toMatchObject([{ id, late: true }]);
    const byHand = new ComplaintCommand(
      { ...call, caller: { kind: 'officer', officer: handler } },
      { type: 'noteOverdue', complaintId: id },
    );
    expect(await gateOf(bus.execute(byHand))).toBe('FORBIDDEN');
  });

  it('takes the rules the government adopted', async () => {
    const { resolver, send, catchUp } = await platform();
    expect(await resolver.complaintRules(clerk)).toMatchObject({ adoptedOn: null });
    const periods = [{ kind: 'hotline', days: 3, unit: 'working' }];
    expect(await gateOf(send('adoptComplaintRules', clerk, { periods }))).toBe('FORBIDDEN');
    await send('adoptComplaintRules', head, { periods, adoptedOn: '2026-01-05' });
    const slip = { ...letter, kind: 'hotline', channel: 'slip' };
    const { id } = await send('receiveComplaint', clerk, slip);
    await catchUp();
    const rules = await resolver.complaintRules(clerk);
    expect(rules.periods).toContainEqual(
      expect.objectContaining({ kind: 'hotline', days: 3, unit: 'working' }),
    );
    expect(await resolver.complaint(clerk, id!)).toMatchObject({ dueOn: '2026-03-06', days: 3 });
  });
});
