import { payBy as payByOf } from '@gongkai/calendar';
import { MONEY_PORTIONS, portionsOf } from '@gongkai/figures';
import { Rejection } from '@gongkai/kernel';
import type { CommandOf } from './commands.js';
import { abandonmentDue, reopened } from './decider.end.js';
import { feeBasisNames, regimeOn, tariffFen, type FeeBasis } from './decider.fee-rules.js';
import { impossibleDay, roundClosed, type Outcome } from './decider.reply.js';
import type { Fee, Request, RequestFacts } from './decider.state.js';
import { rejectReply as reject } from './errors.reply.js';
import type { RequestEvent } from './events.js';

const named = (basis: FeeBasis) => ({
  basis: feeBasisNames[basis].zh,
  basisEn: feeBasisNames[basis].en,
});

/**
 * What is asked: cost as reckoned by the office (2007 第二十七条), or the tariff, which nobody types.
 * By request it depends on how many the same applicant had before in the calendar month.
 */
const grossOf = (
  { basis, quantity, costFen }: CommandOf<'noticeFee'>,
  { requestsInMonth }: RequestFacts,
): number => {
  if (basis === 'cost') return costFen ?? 0;
  const before = basis === 'perRequest' ? Math.max((requestsInMonth ?? 1) - 1, 0) : 0;
  return tariffFen(basis, quantity, before);
};

/** 条例第四十二条: asked within the handling period, once, in one way; later is recorded as late. */
export const noticeFee = (
  request: Request,
  command: CommandOf<'noticeFee'>,
  facts: RequestFacts,
): Outcome => {
  const closed = roundClosed(request);
  if (closed) return closed;
  const { feeId, basis, quantity, reductionFen, letter } = command;
  const sentOn = command.on ?? facts.today;
  const arrivedOn = command.receivedOn ?? sentOn;
  const day =
    impossibleDay(request, sentOn, facts, 'on') ??
    impossibleDay(request, arrivedOn, facts, 'receivedOn', sentOn);
  if (day) return day;
  const regime = regimeOn(sentOn);
  if (!regime || regime.bases.length === 0)
    return reject('request.feeNotInForce', { on: sentOn }, 'on');
  if (!regime.bases.includes(basis))
    return reject('request.feeBasisNotInForce', { on: sentOn, ...named(basis) }, 'basis');
  const [earlier] = request.fees;
  if (earlier) return reject('request.feeAlreadyNoticed', named(earlier.basis), 'basis');
  const gross = grossOf(command, facts);
  if (gross === 0) return reject('request.feeNothingToPay', {}, 'quantity');
  if (reductionFen >= gross) return reject('request.feeReductionTooLarge', {}, 'reductionFen');
  const { dueOn = null } = request.clock ?? {};
  return [
    {
      type: 'FeeNoticed',
      data: {
        requestId: request.id,
        feeId,
        round: request.round,
        basis,
        quantity,
        amountFen: gross - reductionFen,
        reductionFen,
        article: regime.article,
        payBy: payByOf(facts.calendar, request.edition, arrivedOn),
        letter,
        sentBy: facts.actor.id,
        sentOn,
        late: dueOn !== null && sentOn > dueOn,
      },
    },
  ];
};

const feeOf = (request: Request, feeId: string): Fee | Rejection => {
  const fee = request.fees.find(({ id }) => id === feeId);
  if (!fee) return reject('request.feeUnknown', {}, 'feeId');
  return fee.paid === null && fee.waivedOn === null
    ? fee
    : reject('request.feeSettled', {}, 'feeId');
};

/**
 * Money that came in is on record whenever it came. In time, the period begins again, also when the
 * case was ended for want of payment before anybody noted it; late, it stays ended.
 */
export const recordPayment = (
  request: Request,
  command: CommandOf<'recordPayment'>,
  facts: RequestFacts,
): Outcome => {
  const fee = feeOf(request, command.feeId);
  if (fee instanceof Rejection) return fee;
  const { amountFen } = command;
  if (amountFen !== fee.amountFen)
    return reject(
      'request.feePaymentDiffers',
      { paidFen: amountFen, dueFen: fee.amountFen },
      'amountFen',
    );
  const paidOn = command.on ?? facts.today;
  const day = impossibleDay(request, paidOn, facts, 'on', fee.sentOn);
  if (day) return day;
  const late = fee.payBy !== null && paidOn > fee.payBy;
  const of = { requestId: request.id, feeId: fee.id };
  const paid: RequestEvent = {
    type: 'FeePaid',
    data: { ...of, amountFen, paidOn, late, counts: !late, recordedBy: facts.actor.id },
  };
  const counted = portionsOf(MONEY_PORTIONS, amountFen).map((number): RequestEvent => ({
    type: 'FeeCounted',
    data: { ...of, paidOn, number },
  }));
  const payment = [paid, ...counted];
  if (late) return [...abandonmentDue(request, facts.today), ...payment];
  return endedForIt(request, fee)
    ? [...payment, ...reopened(request, 'paidInTime', paidOn)]
    : payment;
};

/** The case was ended for want of this very payment. */
const endedForIt = ({ abandoned }: Request, fee: Fee): boolean =>
  abandoned?.cause === 'feeUnpaid' && abandoned.round === fee.round;

/** Less, or nothing, for hardship or because too much was asked (2007 第二十八条). */
export const reduceFee = (
  request: Request,
  command: CommandOf<'reduceFee'>,
  facts: RequestFacts,
): Outcome => {
  const closed = roundClosed(request);
  if (closed) return closed;
  const fee = feeOf(request, command.feeId);
  if (fee instanceof Rejection) return fee;
  const on = command.on ?? facts.today;
  const day = impossibleDay(request, on, facts, 'on', fee.sentOn);
  if (day) return day;
  const { byFen, reason } = command;
  if (byFen > fee.amountFen) return reject('request.feeReductionTooLarge', {}, 'byFen');
  const data = { requestId: request.id, feeId: fee.id, byFen, reason, decidedBy: facts.actor.id };
  return byFen === fee.amountFen
    ? [{ type: 'FeeWaived', data: { ...data, on } }]
    : [{ type: 'FeeReduced', data: { ...data, amountFen: fee.amountFen - byFen, on } }];
};
