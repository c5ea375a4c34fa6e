import type { Day, Rejection } from '@gongkai/kernel';
import { reject } from './errors.js';

/** Refuses a day that cannot be: before what it follows, or in the future. */
export const impossible = (
  on: Day,
  notBefore: Day,
  today: Day,
  field = 'on',
): Rejection | undefined =>
  on < notBefore || on > today
    ? reject('reconsideration.dayImpossible', { on, notBefore, notAfter: today }, field)
    : undefined;
