import type { Day, Rejection } from '@gongkai/kernel';
import type { Request, RequestFacts } from './decider.state.js';
import { reject } from './errors.js';

/** There was nothing to ask for under Regulations that did not exist (条例(2007), in force then). */
export const REGULATIONS_FROM = '2008-05-01';

/** Refuses a day that cannot be: before what it follows, or in the future. */
export const impossible = (
  on: Day,
  notBefore: Day,
  today: Day,
  field = 'on',
): Rejection | undefined =>
  on < notBefore || on > today
    ? reject('request.dayImpossible', { on, notBefore, notAfter: today }, field)
    : undefined;

/** The day of a command about a request on record: not before it arrived. */
export const dayOf = (
  request: Request,
  command: { on?: Day | undefined },
  { today }: Pick<RequestFacts, 'today'>,
): Day | Rejection => {
  const on = command.on ?? today;
  return impossible(on, request.receivedOn, today) ?? on;
};
