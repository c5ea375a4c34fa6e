import type { Day, Rejection } from '@gongkai/kernel';
import type { Document } from './decider.state.js';
import type { Stay } from './decider.stay.js';
import { reject } from './errors.js';

const entryOf = ({ publications }: Stay): Day | undefined =>
  publications.map(({ publishedOn }) => publishedOn).sort()[0];

/** Nothing is public again before it was withdrawn. */
export const tooEarly = (on: Day, left: Day | undefined, field: string): Rejection | undefined => {
  if (left === undefined || on >= left) return undefined;
  const why = { on, why: `早于 ${left} 的撤回`, whyEn: `it is before the withdrawal of ${left}` };
  return reject('publication.dayImpossible', why, field);
};

/** Nothing of a stay is recorded after it was withdrawn. */
export const afterWithdrawal = (
  on: Day,
  { withdrawal }: Stay,
  field: string,
): Rejection | undefined =>
  withdrawal !== null && on > withdrawal.withdrawnOn
    ? tooLate(on, withdrawal.withdrawnOn, field)
    : undefined;

const tooLate = (on: Day, day: Day, field: string): Rejection => {
  const why = `晚于 ${day} 已登记的更正或者撤回`;
  const whyEn = `it is after the correction or withdrawal on record for ${day}`;
  return reject('publication.dayImpossible', { on, why, whyEn }, field);
};

/**
 * A stay that would begin later than the correction, withdrawal, repeal or replacement of what it
 * showed, or earlier than the stay before it ended. One whose beginning stays as it is is never asked.
 */
export const outOfOrder = (
  { stays, ended }: Document,
  wished: readonly Stay[],
  field: string,
): Rejection | undefined => {
  let left: Day | undefined;
  for (const [i, { corrections, withdrawal }] of stays.entries()) {
    const on = entryOf(wished[i]!);
    if (on === undefined) continue;
    const was = entryOf(stays[i]!)!;
    const early = on < was ? tooEarly(on, left, field) : undefined;
    if (early) return early;
    left = withdrawal?.withdrawnOn;
    if (on <= was) continue;
    const days = corrections.map(({ correctedOn }) => correctedOn);
    const passed = [...days, ...(left === undefined ? [] : [left])].find((day) => day < on);
    if (passed !== undefined) return tooLate(on, passed, field);
    const isLast = i === stays.length - 1;
    if (isLast && ended !== null && ended.wasInForce && ended.on < on)
      return reject('publication.endingStands');
  }
  return undefined;
};
