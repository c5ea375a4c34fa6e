import type { Condition, KeyValue, Officer, Page, ReadStore } from '@gongkai/kernel';
import { addressesOf, messageCollection, type MessageRow } from './messages.projection.js';
import { subjects } from './subjects.js';

export type Which = { unread: boolean; waiting: boolean };
type Key = { value: KeyValue; id: string };

const SORT = { key: 'postedAt', descending: true } as const;
const STEP = 100;
/** Messages looked through for one page of unread ones, or for the counts. */
export const LOOKED_MAX = 1_000;

/** Newest first, the id breaks ties as in the store. */
const newest = (a: MessageRow, b: MessageRow): number =>
  a.postedAt === b.postedAt ? (a.id < b.id ? 1 : -1) : a.postedAt < b.postedAt ? 1 : -1;

export const isWaiting = (row: MessageRow): boolean =>
  row.settledAt === null && !subjects[row.subject].news;

export const isRead = (row: MessageRow, { account }: Officer): boolean =>
  row.readBy.some((read) => read.account === account);

/** The messages of one officer: found under each of their addresses and merged. */
export class MyMessages {
  constructor(private readonly reads: ReadStore) {}

  /** One page; what was read is passed over, up to a bound. */
  async page(
    officer: Officer,
    which: Which,
    after: Key | null,
    limit: number,
  ): Promise<Page<MessageRow>> {
    const rows: MessageRow[] = [];
    let from = after;
    for (let looked = 0; looked < LOOKED_MAX; looked += STEP) {
      const step = await this.step(officer, which, from, STEP);
      for (const [i, row] of step.rows.entries()) {
        if (which.unread && isRead(row, officer)) continue;
        rows.push(row);
        if (rows.length === limit) {
          const more = i < step.rows.length - 1 || step.next !== null;
          return { rows, next: more ? { value: row.postedAt, id: row.id } : null };
        }
      }
      if (step.next === null) return { rows, next: null };
      from = step.next;
    }
    return { rows, next: from };
  }

  /** Every open message, up to the bound. */
  async open(officer: Officer): Promise<{ rows: MessageRow[]; more: boolean }> {
    const which = { unread: false, waiting: false, open: true };
    const rows: MessageRow[] = [];
    let from: Key | null = null;
    while (rows.length < LOOKED_MAX) {
      const step: Page<MessageRow> = await this.step(officer, which, from, STEP);
      rows.push(...step.rows);
      if (step.next === null) return { rows, more: false };
      from = step.next;
    }
    return { rows, more: true };
  }

  private async step(
    officer: Officer,
    { unread, waiting, open }: Which & { open?: boolean },
    after: Key | null,
    limit: number,
  ): Promise<Page<MessageRow>> {
    const where: Condition[] = [
      ...(waiting || unread || open ? [{ key: 'open', eq: 1 }] : []),
      ...(waiting ? [{ key: 'work', eq: 1 }] : []),
    ];
    const found = await Promise.all(
      addressesOf(officer).map((address) =>
        this.reads.find(messageCollection, officer.tenant, {
          where: [{ set: 'audience', has: address }, ...where],
          sort: SORT,
          limit,
          ...(after ? { after } : {}),
        }),
      ),
    );
    const merged = new Map(found.flatMap(({ rows }) => rows.map((row) => [row.id, row])));
    const rows = [...merged.values()].sort(newest).slice(0, limit);
    const more = merged.size > limit || found.some(({ next }) => next !== null);
    const last = rows.at(-1);
    return { rows, next: more && last ? { value: last.postedAt, id: last.id } : null };
  }
}
