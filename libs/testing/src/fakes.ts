import { shanghaiDay, type Clock, type Ids } from '@gongkai/kernel';

/** Ids that count: the same run gives the same ids. */
export const countingIds = (): Ids => {
  let next = 0;
  return { id: () => `01TEST${String(++next).padStart(20, '0')}` };
};

/** A clock that stands where it is put. */
export class FakeClock implements Clock {
  constructor(private at: Date = new Date('2026-03-02T01:00:00.000Z')) {}
  now = () => this.at;
  today = () => shanghaiDay(this.at);
  set(instant: string) {
    this.at = new Date(instant);
  }
}
