import {
  GateError,
  READ_STORE,
  type Condition,
  type Officer,
  type ReadStore,
  type Receipt,
  type Rejection,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  officerCall,
  pageOf,
  pageSize,
  toGraphql,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { EnquiryCommand, EnquiryCountCommand } from './commands.js';
import {
  enquiryCollection,
  enquiryMonthCollection,
  type EnquiryMonthRow,
} from './enquiry.projection.js';
import { AskerKind, EnquirySubject } from './events.js';

type Input = { commandId: string; expectedRevision?: number | null };
type ListArgs = {
  agency?: string | null;
  askerKind?: string | null;
  subject?: string | null;
  state?: string | null;
  from?: string | null;
  to?: string | null;
  first?: number | null;
  after?: string | null;
};
type CountArgs = { agency?: string | null; from: string; to: string };

const OWN = 'own';
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const MONTHS_MAX = 120;
const SORT = { key: 'askedOn', descending: true };

@Resolver('Enquiry')
export class EnquiryResolver {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Query('enquiries')
  async enquiries(@CurrentOfficer() officer: Officer, @Args() args: ListArgs) {
    const query = { where: conditionsOf(args), sort: SORT };
    const { tenant } = officer;
    const key = args.after ? { after: this.cursors.decode(tenant, query, args.after) } : {};
    const limit = pageSize(args.first);
    const page = await this.reads.find(enquiryCollection, tenant, { ...query, ...key, limit });
    return pageOf(page, this.cursors, tenant, query, (row) => row);
  }

  @Query('enquiryCounts')
  async counts(@CurrentOfficer() officer: Officer, @Args() { agency, from, to }: CountArgs) {
    const months = MONTH.test(from) && MONTH.test(to) ? monthsBetween(from, to) : 0;
    if (months < 1 || months > MONTHS_MAX) throw new GateError('BAD_REQUEST', { from, to });
    const where: Condition[] = [
      { key: 'scope', eq: agency ?? 'all' },
      { key: 'month', from, to },
    ];
    const query = { where, sort: { key: 'month' }, limit: MONTHS_MAX };
    return countsOf((await this.reads.find(enquiryMonthCollection, officer.tenant, query)).rows);
  }

  @Mutation('logEnquiry')
  log(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, EnquiryCommand, 'log');
  }

  @Mutation('answerEnquiry')
  answer(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, EnquiryCommand, 'answer');
  }

  @Mutation('correctEnquiry')
  correct(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, EnquiryCommand, 'correct');
  }

  @Mutation('voidEnquiry')
  void(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, EnquiryCommand, 'void');
  }

  @Mutation('countEnquiries')
  count(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, EnquiryCountCommand, 'count');
  }

  @Mutation('voidEnquiryCount')
  voidCount(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(officer, input, EnquiryCountCommand, 'voidCount');
  }

  private async send(
    officer: Officer,
    input: Input,
    Command: typeof EnquiryCommand | typeof EnquiryCountCommand,
    type: string,
  ) {
    const { commandId: _, expectedRevision: __, ...body } = input;
    const command = new Command(officerCall(officer, input), { type, ...body });
    return toGraphql(await this.bus.execute<object, Receipt | Rejection>(command));
  }
}

const conditionsOf = ({ agency, from, to, ...same }: ListArgs): Condition[] => {
  const where: Condition[] = [];
  if (agency) where.push({ key: 'agency', eq: agency === OWN ? '' : agency });
  for (const key of ['askerKind', 'subject', 'state'] as const)
    if (same[key]) where.push({ key, eq: same[key] });
  if (from || to) where.push({ key: 'askedOn', ...(from ? { from } : {}), ...(to ? { to } : {}) });
  return where;
};

const monthsBetween = (from: string, to: string): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
  Number(to.slice(5)) -
  Number(from.slice(5)) +
  1;

const countsOf = (rows: readonly EnquiryMonthRow[]) => ({
  total: rows.reduce((sum, { total }) => sum + total, 0),
  askers: AskerKind.options.map((askerKind) => ({
    askerKind,
    count: rows.reduce((sum, { askers }) => sum + (askers[askerKind] ?? 0), 0),
  })),
  subjects: EnquirySubject.options.map((subject) => ({
    subject,
    count: rows.reduce((sum, { subjects }) => sum + (subjects[subject] ?? 0), 0),
  })),
  months: rows.map(({ month, total }) => ({ month, count: total })),
});
