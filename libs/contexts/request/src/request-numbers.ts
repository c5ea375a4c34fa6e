import {
  SerialNumbers,
  StateCache,
  type ClaimedNumber,
  type Day,
  type EventStore,
  type Ids,
  type NumberFor,
  type Rejection,
} from '@gongkai/kernel';
import { REQUEST_SETTINGS_ID, requestSettingAggregate } from './decider.setting.js';
import { rejectForm } from './errors.form.js';
import { REQUEST_NUMBER_CLAIM } from './request-claims.process.js';
import { requestNumber } from './request-number.js';

/** Registration numbers, given or the next by the template of the government. */
export class RequestNumbers {
  private readonly numbers: SerialNumbers;
  private readonly settings;

  constructor(deps: { store: EventStore; ids: Ids }) {
    this.numbers = new SerialNumbers(deps, REQUEST_NUMBER_CLAIM);
    this.settings = new StateCache(deps.store, requestSettingAggregate);
  }

  async claim(
    { given, receivedOn }: { given: string | undefined; receivedOn: Day },
    wanted: NumberFor,
  ): Promise<ClaimedNumber | Rejection> {
    if (given !== undefined) {
      const claimed = await this.numbers.take(given, wanted);
      return claimed ?? rejectForm('request.numberTaken', {}, 'number');
    }
    const { state } = await this.settings.get(wanted.envelope.tenant, REQUEST_SETTINGS_ID);
    const { numberTemplate } = state;
    const numberOf = (serial: number) => requestNumber(numberTemplate, receivedOn, serial);
    // The template is in the series as well: 0 as a serial never comes, but may be a literal.
    return this.numbers.next([numberTemplate, numberOf(0)].join('\n'), numberOf, wanted);
  }
}
