import { GateError, type Actor, type Call } from '@gongkai/kernel';
import type { Sealed } from './sealed.js';
import type { Vault } from './vault.js';

/** Sealed fields by name; null where there is none. */
export type SealedFields<N extends string = string> = Readonly<Record<N, Sealed | null>>;
/** The same names with what was in them: null where there was none, `Shredded` where it is gone. */
export type OpenedFields<N extends string = string> = Record<N, unknown>;

/** In whose name fields are opened, and in which government. */
export type OpenedBy = Pick<Call, 'tenant' | 'caller'>;

/** The part of the audit log that records an opening; resolves when the record is durable. */
export interface OpeningRecord {
  record(
    tenant: string,
    entry: {
      type: 'SealedFieldsOpened';
      account: string;
      subject: string;
      fields: string[];
      purpose: string;
    },
    actor?: Actor,
  ): Promise<void>;
}

/**
 * The one way to read sealed fields for somebody. What is opened, of which case, by whom and why is
 * in the audit stream of the government before the text is given.
 */
export class Opener {
  constructor(
    private readonly vault: Vault,
    private readonly audit: OpeningRecord,
  ) {}

  /** `subject` is the id of the case; `why` is what the office does with it, never a person's name. */
  async openFor<N extends string>(
    by: OpenedBy,
    subject: string,
    sealed: SealedFields<N>,
    why: string,
  ): Promise<OpenedFields<N>> {
    const [opened] = await this.openMany(by, [{ subject, sealed }], why);
    return opened!;
  }

  /** A page of cases at once: one look-up of keys, one append to the audit stream. */
  async openMany<N extends string>(
    by: OpenedBy,
    cases: readonly { subject: string; sealed: SealedFields<N> }[],
    why: string,
  ): Promise<OpenedFields<N>[]> {
    const { tenant } = by;
    const actor = actorOf(by);
    const wanted = cases.map(({ subject, sealed }) => ({
      subject,
      fields: Object.entries<Sealed | null>(sealed),
    }));
    await Promise.all(
      wanted.map(({ subject, fields }) => {
        const names = fields.filter(([, field]) => field !== null).map(([name]) => name);
        if (names.length === 0) return undefined;
        const entry = { account: actor.id, subject, fields: names, purpose: why };
        return this.audit.record(tenant, { type: 'SealedFieldsOpened', ...entry }, actor);
      }),
    );
    const all = wanted.flatMap(({ fields }) => fields.flatMap(([, field]) => field ?? []));
    const opened = await this.vault.openAll(tenant, all);
    let next = 0;
    const openedOf = (field: Sealed | null) => (field === null ? null : opened[next++]);
    return wanted.map(
      ({ fields }) =>
        Object.fromEntries(
          fields.map(([name, field]) => [name, openedOf(field)]),
        ) as OpenedFields<N>,
    );
  }
}

const actorOf = ({ tenant, caller }: OpenedBy): Actor => {
  switch (caller.kind) {
    case 'officer': {
      const { account, agency, tenant: own } = caller.officer;
      if (own !== tenant) throw new GateError('NOT_FOUND');
      return { kind: 'officer', id: account, ...(agency === null ? {} : { agency }) };
    }
    case 'operator':
    case 'process':
      return { kind: caller.kind, id: caller.name };
    case 'public':
      return { kind: 'public', id: 'anonymous' };
  }
};

/** Nest token of the opener. */
export const OPENER = Symbol('Opener');
