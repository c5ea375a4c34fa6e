import type { Calendar } from '@gongkai/calendar';
import { AgencyRegister } from '@gongkai/directory';
import { calendarFacts, type Calendars } from '@gongkai/holiday';
import {
  loadState,
  type Blobs,
  type Condition,
  type Day,
  type EventStore,
  type ReadStore,
} from '@gongkai/kernel';
import type { Progress } from '@gongkai/nest';
import type { RequestCommandData } from './commands.js';
import { requestAggregate } from './decider.js';
import type { Request, RequestFacts } from './decider.state.js';
import { isEarlierNumber } from './request-number.js';
import { requestCollection } from './requests.projection.js';

export type FactsPorts = {
  store: EventStore;
  reads: ReadStore;
  blobs: Blobs;
  progress: Progress;
  calendars: Calendars;
};

/** More than anybody hands in on a day, and dearest at the highest tariff anyway. */
const SAME_DAY_MAX = 1_000;

/** Looks up what a decision needs beside its own history, straight from the log. */
export class CommandFacts {
  private readonly agencies;

  constructor(private readonly ports: FactsPorts) {
    this.agencies = new AgencyRegister(ports.store);
  }

  /** The working calendar in force, and which revision of it is meant. */
  calendar(tenant: string): { calendar: Calendar; calendarRevision: number } {
    return calendarFacts(this.ports.calendars, tenant);
  }

  async of(
    tenant: string,
    command: RequestCommandData,
    request: Request,
    today: Day,
  ): Promise<Omit<RequestFacts, 'actor' | 'today' | 'calendar' | 'calendarRevision'>> {
    return {
      ...(await this.agency(tenant, command, today)),
      missingFile: await this.missing(tenant, command),
      ...(command.type === 'join' ? { joinTarget: await this.other(tenant, command.into) } : {}),
      ...(command.type === 'receivePart' ? { whole: await this.other(tenant, command.whole) } : {}),
      ...(command.type === 'noticeFee'
        ? { requestsInMonth: await this.inMonth(tenant, request) }
        : {}),
    };
  }

  private async agency(tenant: string, command: RequestCommandData, today: Day) {
    const named =
      command.type === 'receive' ||
      command.type === 'transfer' ||
      (command.type === 'sendConsultation' && command.agency !== null);
    if (!named) return {};
    const { agency } = command;
    return { agencyActive: await this.agencies.activeOn(tenant, agency, today) };
  }

  /** The first file named whose bytes are not there. */
  private async missing(tenant: string, command: RequestCommandData): Promise<string | null> {
    const digests = [
      ...('letter' in command && command.letter !== null && command.letter !== undefined
        ? [command.letter]
        : []),
      ...('contents' in command ? command.contents.map(({ digest }) => digest) : []),
      ...('files' in command ? command.files.map(({ digest }) => digest) : []),
    ];
    for (const digest of digests)
      if ((await this.ports.blobs.size(tenant, digest)) === undefined) return digest;
    return null;
  }

  private async other(tenant: string, id: string): Promise<Request | null> {
    const { state, revision } = await loadState(this.ports.store, requestAggregate, tenant, id);
    return revision === 0 ? null : state;
  }

  /**
   * The how-manieth request of this identity number in its calendar month, for the fee by number
   * (国办函〔2020〕109号). Counted in the rows once these have caught up with the log; a request that
   * was split counts as its parts.
   */
  private async inMonth(tenant: string, request: Request): Promise<number | null> {
    const { identityMac } = request.applicant;
    if (identityMac === null) return null;
    const { store, reads, progress } = this.ports;
    const head = await store.head();
    if (head !== undefined) await progress.waitFor(head);
    const { receivedOn, number } = request;
    const of: Condition = { key: 'applicant', eq: identityMac };
    const requests = async (...where: Condition[]): Promise<number> => {
      const counts = await reads.count(requestCollection, tenant, [of, ...where], 'outcome');
      const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
      return all - (counts.get('split') ?? 0);
    };
    const until = { key: 'receivedOn', from: `${receivedOn.slice(0, 7)}-01`, to: receivedOn };
    const sameDay: Condition = { key: 'receivedOn', eq: receivedOn };
    // Of the same day, those registered later do not count, nor does this one.
    const where = [of, sameDay];
    const { rows } = await reads.find(requestCollection, tenant, { where, limit: SAME_DAY_MAX });
    const earlier = rows.filter(
      (row) => row.outcome !== 'split' && isEarlierNumber(row.number, number),
    );
    return (await requests(until)) - (await requests(sameDay)) + earlier.length + 1;
  }
}
