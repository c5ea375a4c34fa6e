import { randomBytes } from 'node:crypto';
import { GateError, lengthOf, gateOfText, type Rejection } from '@gongkai/kernel';
import { hash, verify } from '@node-rs/argon2';
import { reject } from './errors.js';

/** Longer passwords are refused, never cut: what is hashed is what was sent. */
export const PASSWORD_BYTES_MAX = 1024;
const CHARACTERS_MIN = 10;
const DIFFERENT_MIN = 4;
/** Argon2 takes 19 MiB and a core each time: few at once, a short queue, then SERVICE_BUSY. */
const AT_ONCE_MAX = 2;
const WAITING_MAX = 64;

/** Argon2id with the parameters OWASP lists first: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export type PasswordCost = typeof COST;
const ARGON2ID = 2;

/** Why a new password is not taken. */
export const passwordFault = (text: string, name: string): Rejection | undefined => {
  if (Buffer.byteLength(text) > PASSWORD_BYTES_MAX)
    return reject('identity.passwordTooLong', {}, 'password');
  if (gateOfText(text) !== undefined) return reject('identity.passwordMalformed', {}, 'password');
  if (lengthOf(text) < CHARACTERS_MIN || new Set(text).size < DIFFERENT_MIN)
    return reject('identity.passwordTooShort', {}, 'password');
  if (text.toLowerCase().includes(name)) return reject('identity.passwordIsName', {}, 'password');
  return undefined;
};

/** A password given at sign-in that no account can have: typed, and never cut to fit. */
export const refusePassword = (text: unknown): void => {
  if (typeof text !== 'string') throw new GateError('TYPE_MISMATCH', { field: 'password' });
  if (Buffer.byteLength(text) > PASSWORD_BYTES_MAX)
    throw new GateError('BAD_REQUEST', { field: 'password', bytesMax: PASSWORD_BYTES_MAX });
  const fault = gateOfText(text);
  if (fault) throw new GateError(fault, { field: 'password' });
};

/** Hashes and checks passwords, a few at a time. */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** Checked when there is no hash to check, so that an unknown account takes as long as a known one. */
  private readonly decoy: Promise<string>;
  private readonly options: PasswordCost & { algorithm: number };

  constructor(cost: PasswordCost = COST) {
    this.options = { algorithm: ARGON2ID, ...cost };
    this.decoy = hash(randomBytes(32), this.options);
  }

  hash(text: string): Promise<string> {
    return this.inTurn(() => hash(canonical(text), this.options));
  }

  /** False for the wrong password and, after the same work, when there is no hash at all. */
  verify(known: string | undefined, text: string): Promise<boolean> {
    return this.inTurn(async () => {
      const right = await verify(known ?? (await this.decoy), canonical(text));
      return right && known !== undefined;
    });
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE_MAX) {
      if (this.waiting.length >= WAITING_MAX) throw new GateError('SERVICE_BUSY');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

/** One spelling of what can be typed in several ways, e.g. full-width digits of an input method. */
const canonical = (text: string) => text.normalize('NFKC');
