import { createHash } from 'node:crypto';
import { INSTALLATION, type Belonging, type Belongings, type Rejection } from '@gongkai/kernel';
import { rejectMove } from './errors.js';

const AT_ONCE = 500;

/**
 * Makes what a store keeps of these tenants, and of the installation, what another keeps: puts what
 * is missing or other there, takes away what the source does not have any more. Then reads both again
 * and compares. Gives how many things there are.
 */
export const moveBelongings = async (
  from: Belongings,
  to: Belongings,
  { tenants, without = [] }: { tenants: readonly string[]; without?: readonly string[] },
): Promise<number | Rejection> => {
  let count = 0;
  for (const kind of from.kinds.filter((each) => !without.includes(each)))
    for (const tenant of [INSTALLATION, ...tenants]) {
      await bring(from, to, kind, tenant);
      const [source, target] = [await summed(from, kind, tenant), await summed(to, kind, tenant)];
      if (source.count !== target.count || source.digest !== target.digest)
        return rejectMove('move.notEqual', { part: kind, what: tenant || '*' });
      count += source.count;
    }
  return count;
};

const bring = async (
  from: Belongings,
  to: Belongings,
  kind: string,
  tenant: string,
): Promise<void> => {
  let wanted: Belonging[] = [];
  let unwanted: string[] = [];
  const settle = async () => {
    if (unwanted.length > 0) await to.takeAway(kind, tenant, unwanted);
    if (wanted.length > 0) await to.put(kind, tenant, wanted);
    wanted = [];
    unwanted = [];
  };
  const target = to.each(kind, tenant)[Symbol.asyncIterator]();
  let there = await target.next();
  for await (const here of from.each(kind, tenant)) {
    for (; !there.done && there.value.id < here.id; there = await target.next())
      unwanted.push(there.value.id);
    const same = !there.done && there.value.id === here.id;
    if (!same || there.value.value !== here.value) wanted.push(here);
    if (same) there = await target.next();
    if (wanted.length + unwanted.length >= AT_ONCE) await settle();
  }
  for (; !there.done; there = await target.next()) unwanted.push(there.value.id);
  await settle();
};

const summed = async (store: Belongings, kind: string, tenant: string) => {
  const hash = createHash('sha256');
  let count = 0;
  for await (const { id, value } of store.each(kind, tenant)) {
    hash.update(`${id.length} ${value.length} ${id}${value}`);
    count++;
  }
  return { count, digest: hash.digest('hex') };
};
