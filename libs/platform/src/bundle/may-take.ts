import { GateError, type Officer, type ReadStore, type Role } from '@gongkai/kernel';
import { bundlePolicy } from './policy.js';
import { rolesInCase } from '../replay/case-kinds.js';
import type { CaseRef } from '../replay/case-kinds.js';
import type { CaseStreams } from '../replay/case-streams.js';

const TAKE = { policy: bundlePolicy, operation: 'evidence.bundle' };
const CASE = /^[A-Za-z0-9]{1,64}$/;

type Ports = {
  reads: ReadStore;
  replay: { streams(tenant: string, id: string): Promise<CaseStreams | undefined> };
};

/** Refuses an officer who holds the role to take cases out nowhere. */
export const takesSomewhere = ({ grants }: Officer): void => {
  const { roles } = bundlePolicy[TAKE.operation as keyof typeof bundlePolicy];
  if (!grants.some(({ role }) => (roles as readonly Role[]).includes(role)))
    throw new GateError('FORBIDDEN', { operation: TAKE.operation });
};

/**
 * The streams of a case the officer may take out, and in which roles: of its agency, else it is as if
 * it were not there; the linked cases of agencies where they hold no such role are left out.
 */
export const mayTake = async (
  { reads, replay }: Ports,
  officer: Officer,
  id: string,
): Promise<{ found: CaseStreams; roles: Role[] }> => {
  takesSomewhere(officer);
  const all = CASE.test(id) ? await replay.streams(officer.tenant, id) : undefined;
  const rolesIn = (of: CaseRef) => rolesInCase(reads, officer, of, TAKE);
  const roles = all ? await rolesIn({ kind: all.kind.kind, id }) : [];
  if (!all || roles.length === 0) throw new GateError('NOT_FOUND');
  const held = await Promise.all(all.streams.map(rolesIn));
  return { found: { ...all, streams: all.streams.filter((_, i) => held[i]!.length > 0) }, roles };
};
