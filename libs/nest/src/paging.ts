import { createHmac, timingSafeEqual } from 'node:crypto';
import { digestOf, GateError, type KeyValue, type Page } from '@gongkai/kernel';

export const PAGE_MAX = 100;
export const CURSORS = Symbol('Cursors');

type Key = { value: KeyValue; id: string };

/** Cursors are signed and bound to tenant and query: one minted elsewhere is CURSOR_INVALID. */
export class Cursors {
  constructor(private readonly secret: Uint8Array) {}

  encode(tenant: string, query: unknown, key: Key): string {
    const body = Buffer.from(JSON.stringify([key.value, key.id])).toString('base64url');
    return `${body}.${this.sign(tenant, query, body)}`;
  }

  decode(tenant: string, query: unknown, cursor: string): Key {
    const [body = '', signature = ''] = cursor.split('.');
    const given = Buffer.from(signature);
    const right = Buffer.from(this.sign(tenant, query, body));
    if (given.length !== right.length || !timingSafeEqual(given, right))
      throw new GateError('CURSOR_INVALID');
    const [value, id] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [KeyValue, string];
    return { value, id };
  }

  private sign(tenant: string, query: unknown, body: string): string {
    return createHmac('sha256', this.secret)
      .update(`${tenant}\n${digestOf(query)}\n${body}`)
      .digest('base64url')
      .slice(0, 22);
  }
}

/** Refuses page sizes outside 1…100. */
export const pageSize = (first: number | null | undefined): number => {
  const size = first ?? 20;
  if (!Number.isInteger(size) || size < 1 || size > PAGE_MAX) throw new GateError('PAGE_SIZE');
  return size;
};

/** A page of rows as the SDL's `…Page {nodes pageInfo}` types have it. */
export const pageOf = <Row, Node>(
  page: Page<Row>,
  cursors: Cursors,
  tenant: string,
  query: unknown,
  toNode: (row: Row) => Node,
): { nodes: Node[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } } => ({
  nodes: page.rows.map(toNode),
  pageInfo: {
    endCursor: page.next ? cursors.encode(tenant, query, page.next) : null,
    hasNextPage: page.next !== null,
  },
});
