import {
  GateError,
  READ_STORE,
  type Condition,
  type Officer,
  type ReadStore,
} from '@gongkai/kernel';
import {
  CurrentOfficer,
  CURSORS,
  equalTo,
  listRows,
  mutationsOf,
  within,
  type Cursors,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { EnquiryCommand, EnquiryCountCommand } from './commands.js';
import {
  enquiryCollection,
  enquiryMonthCollection,
  type EnquiryMonthRow,
} from './enquiry.projection.js';
import { AskerKind, EnquirySubject } from './events.js';

type ListArgs = {
  from?: string | null;
  to?: string | null;
  first?: number | null;
  after?: string | null;
};
type CountArgs = { agency?: string | null; from: string; to: string };

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const MONTHS_MAX = 120;
const SORT = { key: 'askedOn', descending: true };

@Resolver('Enquiry')
export class EnquiryResolver extends mutationsOf(
  [
    EnquiryCommand,
    { logEnquiry: 'log', answerEnquiry: 'answer', correctEnquiry: 'correct', voidEnquiry: 'void' },
  ],
  [EnquiryCountCommand, { countEnquiries: 'count', voidEnquiryCount: 'voidCount' }],
) {
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(READ_STORE) readonly reads: ReadStore,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {
    super(bus);
  }

  @Query('enquiries')
  enquiries(@CurrentOfficer() { tenant }: Officer, @Args() args: ListArgs) {
    const where = [
      ...equalTo(args, 'agency', 'askerKind', 'subject', 'state'),
      ...within('askedOn', args),
    ];
    return listRows(this, enquiryCollection, tenant, { where, sort: SORT }, args);
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
}

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
