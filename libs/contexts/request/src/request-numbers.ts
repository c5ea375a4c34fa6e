import {
  claimId,
  claimValue,
  rejectCommand,
  releaseValue,
  StateCache,
  streamName,
  type Day,
  type Envelope,
  type EventStore,
  type Ids,
  type Rejection,
} from '@gongkai/kernel';
import { REQUEST_SETTINGS_ID, requestSettingAggregate } from './decider.setting.js';
import { rejectForm } from './errors.form.js';
import { REQUEST_NUMBER_CLAIM } from './request-claims.process.js';
import { requestNumber } from './request-number.js';

export type NumberClaim = {
  value: string;
  /** Gives the number back when the command that wanted it is refused. */
  release(reason: string): Promise<void>;
};

const SERIES_MAX = 10_000;
const TRIES_MAX = 1_000;

/**
 * Registration numbers, given or the next by the template of the government, each unique by a claim stream of its own. The
 * last serial is found from the claims themselves, so that no read model has to be right about it.
 */
export class RequestNumbers {
  private readonly next = new Map<string, number>();

  private readonly settings;

  constructor(private readonly deps: { store: EventStore; ids: Ids }) {
    this.settings = new StateCache(deps.store, requestSettingAggregate);
  }

  async claim(
    holder: string,
    { given, receivedOn, today }: { given: string | undefined; receivedOn: Day; today: Day },
    envelope: Envelope,
  ): Promise<NumberClaim | Rejection> {
    if (given !== undefined) {
      const claimed = await this.take(given, holder, today, envelope);
      return claimed ?? rejectForm('request.numberTaken', {}, 'number');
    }
    const { tenant } = envelope;
    const { state } = await this.settings.get(tenant, REQUEST_SETTINGS_ID);
    const { numberTemplate } = state;
    const numberOf = (serial: number) => requestNumber(numberTemplate, receivedOn, serial);
    // The template is in the key as well: 0 as a serial never comes, but may be a literal.
    const key = [tenant, numberTemplate, numberOf(0)].join('\n');
    if (!this.next.has(key)) {
      if (this.next.size >= SERIES_MAX) this.next.clear();
      const free = await this.firstFree(tenant, numberOf);
      this.next.set(key, Math.max(free, this.next.get(key) ?? 0));
    }
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const serial = this.next.get(key) ?? 1;
      this.next.set(key, serial + 1);
      const claimed = await this.take(numberOf(serial), holder, today, envelope);
      if (claimed) return claimed;
    }
    return rejectCommand('command.conflict', { actual: TRIES_MAX });
  }

  /** The claim, or undefined when another request has the number. */
  private async take(
    value: string,
    holder: string,
    today: Day,
    envelope: Envelope,
  ): Promise<NumberClaim | undefined> {
    const revision = await this.deps.store.revision(claimStream(envelope.tenant, value));
    // A refused command may come again under its id: each claim of it is a claim of its own, or the
    // second would be taken for a repeat of the first, which was given back.
    const own = { ...envelope, commandId: `${envelope.commandId}.claim${revision}` };
    const claim = { kind: REQUEST_NUMBER_CLAIM, value, holder, today };
    if (await claimValue(this.deps, claim, own)) return undefined;
    return { value, release: (reason) => releaseValue(this.deps, { ...claim, reason }, own) };
  }

  private async firstFree(tenant: string, numberOf: (serial: number) => string): Promise<number> {
    const used = async (serial: number) =>
      (await this.deps.store.revision(claimStream(tenant, numberOf(serial)))) > 0;
    if (!(await used(1))) return 1;
    let low = 1;
    let high = 2;
    for (; await used(high); high *= 2) low = high;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (await used(middle)) low = middle;
      else high = middle;
    }
    return high;
  }
}

const claimStream = (tenant: string, value: string) =>
  streamName(tenant, 'claim', claimId(tenant, REQUEST_NUMBER_CLAIM, value));
