import { GateError, type Actor, type Call } from '@gongkai/kernel';
import { Restricted } from './errors.js';
import type { Sealed } from './sealed.js';
import type { Vault } from './vault.js';

/** Sealed fields by name; null where there is none. */
export type SealedFields<N extends string = string> = Readonly<Record<N, Sealed | null>>;
/**
 * The same names with what was in them: null where there was none, `Shredded` where it is gone,
 * `Restricted` where the law lets it only be kept.
 */
export type OpenedFields<N extends string = string> = Record<N, unknown>;

/** Whether what was opened could not be had: it is gone, or may only be kept. */
export const isWithheld = (value: unknown): value is Error => value instanceof Error;

/** What was opened as JSON; null where there was nothing, or nothing to be had. */
export const openedText = (value: unknown): string | null =>
  value === null || value === undefined || isWithheld(value) ? null : JSON.stringify(value);

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
 * For what a person's data may be opened although it is restricted to storage: proceedings before a
 * court or a reconsideration body, or the right of the person to see what is held about them.
 */
export const OPENING_BASES = ['court', 'applicantsRight'] as const;
export type OpeningBasis = (typeof OPENING_BASES)[number];
const basisNames: Record<OpeningBasis, string> = {
  court: '复议诉讼 court',
  applicantsRight: '本人查阅 applicantsRight',
};

/** Who knows which persons' data may only be kept (个人信息保护法 art. 47(2)). */
export interface OpeningGuard {
  /** Those of the keys whose fields in this case may not be opened without a basis. */
  restricted(
    tenant: string,
    subject: string,
    keys: readonly string[],
  ): Promise<ReadonlySet<string>>;
}
const nobodyRestricted: OpeningGuard = { restricted: async () => new Set() };

/**
 * The one way to read sealed fields for somebody. What is opened, of which case, by whom and why is
 * in the audit stream of the government before the text is given.
 */
export class Opener {
  constructor(
    private readonly vault: Vault,
    private readonly audit: OpeningRecord,
    private readonly guard: OpeningGuard = nobodyRestricted,
  ) {}

  /** Whether a person's papers in a case may be opened; on a basis always, else unless restricted. */
  async mayOpen(
    tenant: string,
    subject: string,
    key: string,
    basis: OpeningBasis | null = null,
  ): Promise<boolean> {
    return basis !== null || !(await this.guard.restricted(tenant, subject, [key])).has(key);
  }

  /** `subject` is the id of the case; `why` is what the office does with it, never a person's name. */
  async openFor<N extends string>(
    by: OpenedBy,
    subject: string,
    sealed: SealedFields<N>,
    why: string,
    basis: OpeningBasis | null = null,
  ): Promise<OpenedFields<N>> {
    const [opened] = await this.openMany(by, [{ subject, sealed }], why, basis);
    return opened!;
  }

  /** A page of cases at once: one look-up of keys, one append to the audit stream. */
  async openMany<N extends string>(
    by: OpenedBy,
    cases: readonly { subject: string; sealed: SealedFields<N> }[],
    why: string,
    basis: OpeningBasis | null = null,
  ): Promise<OpenedFields<N>[]> {
    const { tenant } = by;
    const actor = actorOf(by);
    const purpose = basis === null ? why : `${basisNames[basis]}: ${why}`;
    const wanted = await Promise.all(
      cases.map(async ({ subject, sealed }) => {
        const fields = Object.entries<Sealed | null>(sealed);
        const shut = await this.shutIn(tenant, subject, fields, basis);
        return { subject, fields, shut };
      }),
    );
    await Promise.all(
      wanted.map(({ subject, fields, shut }) => {
        const names = fields.filter(([, field]) => opens(field, shut)).map(([name]) => name);
        if (names.length === 0) return undefined;
        const entry = { account: actor.id, subject, fields: names, purpose };
        return this.audit.record(tenant, { type: 'SealedFieldsOpened', ...entry }, actor);
      }),
    );
    const all = wanted.flatMap(({ fields, shut }) =>
      fields.flatMap(([, field]) => (opens(field, shut) ? [field] : [])),
    );
    const opened = await this.vault.openAll(tenant, all);
    let next = 0;
    const openedOf = (field: Sealed | null, shut: ReadonlySet<string>) => {
      if (field === null) return null;
      return shut.has(field.key) ? new Restricted(tenant, field.key) : opened[next++];
    };
    return wanted.map(
      ({ fields, shut }) =>
        Object.fromEntries(
          fields.map(([name, field]) => [name, openedOf(field, shut)]),
        ) as OpenedFields<N>,
    );
  }

  private async shutIn(
    tenant: string,
    subject: string,
    fields: readonly [string, Sealed | null][],
    basis: OpeningBasis | null,
  ): Promise<ReadonlySet<string>> {
    if (basis !== null) return new Set();
    const keys = new Set(fields.flatMap(([, field]) => (field === null ? [] : [field.key])));
    return keys.size === 0 ? keys : this.guard.restricted(tenant, subject, [...keys]);
  }
}

const opens = (field: Sealed | null, shut: ReadonlySet<string>): field is Sealed =>
  field !== null && !shut.has(field.key);

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
