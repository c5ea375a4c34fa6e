import {
  parseRecord,
  PLATFORM,
  Rejection,
  streamName,
  type Call,
  type Caller,
  type EventMetadata,
  type Officer,
  type Receipt,
  type Role,
} from '@gongkai/kernel';
import { AccountHandler } from './account.handler.js';
import { AccountCommand, Password } from './commands.js';
import type { Agencies } from './ports.js';
import { servicesOf, type ServiceDeps, type ServiceOptions, type Services } from './services.js';

export const PASSWORD = '平安-correct-horse';
export const SOURCE = '192.0.2.7';
/** Hashing that costs next to nothing, for specs that are not about its cost. */
const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };
const OPERATOR: Caller = { kind: 'operator', name: 'operator' };

/** G1 is a department, G2 a township of tenant T1; T1 has joined as 衡南县, nothing else has. */
const agencies: Agencies = {
  has: async (tenant, agency) => tenant === 'T1' && ['G1', 'G2'].includes(agency),
  above: (_, upper, lower) => upper === 'G1' && lower === 'G2',
  tenantOf: (government) =>
    government === '衡南县' ? 'T1' : new Rejection('directory.notJoined', '', ''),
};

/** The whole context over given stores, with the few steps that specs repeat. */
export const office = (deps: ServiceDeps, options: ServiceOptions = { cost: CHEAP }) => {
  const services = servicesOf(deps, options);
  const { signIn } = services;
  const handler = handlerOf(deps, services);
  let next = 0;
  const call = (
    tenant: string,
    body: unknown,
    caller: Caller = OPERATOR,
    commandId?: string,
  ): Call => ({
    tenant,
    caller,
    commandId: commandId ?? `command${++next}`,
    body,
  });
  const send = (
    tenant: string,
    body: Record<string, unknown>,
    caller?: Caller,
    commandId?: string,
  ): Promise<Receipt | Rejection> =>
    handler.execute(new AccountCommand(call(tenant, body, caller, commandId), body));
  const setPassword = (
    tenant: string,
    account: string,
    text: string,
    {
      old,
      caller,
      commandId,
    }: { old?: string; caller?: Caller | undefined; commandId?: string } = {},
  ) => {
    const body = { type: 'setPassword', account };
    return handler.execute(
      new AccountCommand(call(tenant, body, caller, commandId), body, {
        password: new Password(text),
        oldPassword: old === undefined ? null : new Password(old),
        source: SOURCE,
      }),
    );
  };
  /** An open account with a password; gives its id. */
  const member = async (
    tenant: string,
    name: string,
    grants: { role: Role; agency: string | null }[] = [],
    agency: string | null = null,
  ): Promise<string> => {
    const body = { type: 'open', name, post: '测试岗位', agency, grants };
    const opened = await send(tenant, body);
    if (opened instanceof Rejection) throw new Error(opened.code);
    const set = await setPassword(tenant, opened.id, PASSWORD);
    if (set instanceof Rejection) throw new Error(set.code);
    return opened.id;
  };
  const asOfficer = (officer: Officer): Caller => ({ kind: 'officer', officer });
  const officerOf = async (name: string): Promise<Caller> =>
    asOfficer((await signIn.signIn(name, PASSWORD, SOURCE)).officer);
  return {
    ...services,
    deps,
    handler,
    send,
    setPassword,
    member,
    officerOf,
    asOfficer,
    auditOf: (tenant = PLATFORM) => auditEntries(services, deps, tenant),
  };
};
const handlerOf = ({ store, ids, clock, keys }: ServiceDeps, services: Services) => {
  const { accounts, passwords, signIn, audit } = services;
  return new AccountHandler(store, ids, clock, keys, accounts, agencies, passwords, signIn, audit);
};

const auditEntries = async (
  { audit }: Services,
  { store }: ServiceDeps,
  tenant: string,
): Promise<Recorded[]> => {
  await audit.flush();
  const records = await store.read(streamName(tenant, 'audit', 'main'));
  return records.map(({ record }) => parseRecord(record) as Recorded);
};
export type Recorded = { meta: EventMetadata; data: Record<string, unknown> };
export type Office = ReturnType<typeof office>;
