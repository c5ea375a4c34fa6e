import { Code, Day, Line, ROLES, type Call } from '@gongkai/kernel';
import { z } from 'zod';

const account = z.string().regex(/^[0-9A-Za-z]{1,64}$/);
const agency = z
  .string()
  .regex(/^[0-9A-Za-z]{1,64}$/)
  .nullable();
const role = z.enum(ROLES);
const reason = Line(200);

/** What may be asked of an account; shape only. Passwords travel beside the command, never in it. */
export const AccountCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    name: Code(64),
    post: Line(100),
    agency,
    grants: z.array(z.strictObject({ role, agency })).max(30),
  }),
  /** A platform administrator opens the first administrator of a government that has joined. */
  z.strictObject({
    type: z.literal('openAdministrator'),
    government: Line(100),
    name: Code(64),
    post: Line(100),
  }),
  z.strictObject({ type: z.literal('setPassword'), account }),
  z.strictObject({ type: z.literal('grantRole'), account, role, agency }),
  z.strictObject({ type: z.literal('revokeRole'), account, role, agency }),
  z.strictObject({
    type: z.literal('delegateRole'),
    account,
    ground: z.enum(['acting', 'borrowed']),
    role,
    agency,
    principal: account.nullable(),
    from: Day,
    to: Day,
    reason,
  }),
  z.strictObject({ type: z.literal('endDelegation'), account, delegation: account, reason }),
  z.strictObject({ type: z.literal('suspend'), account, reason }),
  z.strictObject({ type: z.literal('resume'), account, reason }),
  z.strictObject({ type: z.literal('close'), account, reason }),
  z.strictObject({ type: z.literal('revokeTokens'), account, reason }),
  z.strictObject({
    type: z.literal('signOut'),
    token: z.string().min(1).max(64),
    expiresAt: z.iso.datetime(),
  }),
]);
export type AccountCommandBody = z.infer<typeof AccountCommands>;

/**
 * A password on its way to the hash. It is not part of a command's body, because the digest of the
 * body goes into the log; and it shows in no log line, because nothing of it can be enumerated.
 */
export class Password {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  reveal(): string {
    return this.#text;
  }
}

export type PasswordChange = { password: Password; oldPassword: Password | null; source: string };

export class AccountCommand {
  constructor(
    readonly call: Call,
    readonly data: unknown,
    /** Only with `setPassword` and `openAdministrator`. */
    readonly secret: PasswordChange | null = null,
  ) {}
}
