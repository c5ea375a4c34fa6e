import type { Rejection, Receipt } from '@gongkai/kernel';
import type { Platform } from '@gongkai/platform';
import { accepted } from './failure.js';
import { nodeNamed, withPlatform } from './session.js';
import type { Settings } from './settings.js';

export type Options = { node: string } & Readonly<Record<string, string | undefined>>;
type Send = (kind: 'retention' | 'erasure', body: object) => Promise<Receipt>;

export const REASON = ['--reason <text>', '理由。Why.'] as const;
export const LAW = ['--legal-ground <text>', '法律依据。The provision it rests on.'] as const;
/** As many as one call lists. */
export const LISTED_MAX = 10_000;

/** The work in the government named, with a way to send commands in the name of the operator. */
export const inGovernment = <T>(
  settings: Settings,
  { node }: Options,
  access: 'read' | 'write',
  work: (platform: Platform, tenant: string, send: Send) => Promise<T>,
): Promise<T> =>
  withPlatform(settings, access, async (platform) => {
    const { resolveGovernment } = await import('@gongkai/directory');
    await nodeNamed(platform, node);
    const tenant = accepted(resolveGovernment(platform.tree, node));
    const { ErasureCommand, RetentionCommand } = await import('@gongkai/retention');
    const send: Send = async (kind, body) => {
      const caller = { kind: 'operator' as const, name: settings.operator };
      const call = { tenant, caller, commandId: platform.ids.id(), body };
      const Kind = kind === 'retention' ? RetentionCommand : ErasureCommand;
      const receipt = accepted<Receipt>(
        (await platform.send(new Kind(call, body))) as Receipt | Rejection,
      );
      if (receipt.position !== null) await platform.waitFor(receipt.position);
      return receipt;
    };
    return work(platform, tenant, send);
  });

/** Prints what was done. */
export const told = (settings: Settings, body: object, zh: string, en: string) =>
  settings.terminal.result(body, [zh, en]);

/** Only what was given: a command takes no undefined. */
export const only = (body: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

/** Schedules and holds, as the log has them. */
export const stateOf = async (platform: Platform, tenant: string) => {
  const { loadState } = await import('@gongkai/kernel');
  const { RETENTION_ID, retentionAggregate } = await import('@gongkai/retention');
  return (await loadState(platform.events, retentionAggregate, tenant, RETENTION_ID)).state;
};
