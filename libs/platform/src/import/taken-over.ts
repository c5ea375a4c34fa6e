import {
  idForCreate,
  loadState,
  Rejection,
  type Call,
  type Position,
  type Receipt,
} from '@gongkai/kernel';
import {
  documentAggregate,
  DocumentCommand,
  publicationsOf,
  type Document,
} from '@gongkai/publication';
import { rejectImport } from './errors.js';
import type { ImportTarget } from './trial.js';

type Calling = Omit<Call, 'commandId' | 'body'>;

/**
 * The item a row of a source brought. The command id of a row follows from the row; once what it
 * brought is taken back, the row may bring another under the next id of the same series.
 */
export class TakenOver {
  private constructor(
    private readonly target: Pick<ImportTarget, 'events' | 'send'>,
    private readonly call: Calling,
    /** What is on record up to here was sent before. */
    private readonly begun: Position,
  ) {}

  static async from(target: Pick<ImportTarget, 'events' | 'send'>, call: Calling) {
    return new TakenOver(target, call, (await target.events.head()) ?? 0n);
  }

  /**
   * Sends the row, also where what it brought before was another and is taken back. The very row that
   * was taken back brings nothing again by itself.
   */
  async send(commandId: string, body: object): Promise<Receipt | Rejection> {
    for (let nth = 1; ; nth++) {
      const id = nthOf(commandId, nth);
      const outcome = await this.target.send(
        new DocumentCommand({ ...this.call, commandId: id, body }, body),
      );
      const isOther = outcome instanceof Rejection && outcome.code === 'command.idReused';
      const isBefore = !(outcome instanceof Rejection) && (outcome.position ?? 0n) <= this.begun;
      const asked = isOther || isBefore;
      if (!asked || (await this.stateOf(id)).status !== 'voided') return outcome;
      if (isBefore) return rejectImport('import.takenBack');
    }
  }

  /** Takes back what the row brought; again, it changes nothing. */
  async void(commandId: string, reason: string): Promise<Receipt | Rejection> {
    let before: Document | undefined;
    for (let nth = 1; ; nth++) {
      const id = nthOf(commandId, nth);
      const document = await this.stateOf(id);
      if (document.status === 'voided') {
        before = document;
        continue;
      }
      if (document.status === 'none')
        return before
          ? { id: before.id, revision: 0, position: null }
          : rejectImport('import.notTakenOver');
      // What was reviewed and signed since is more than the row brought.
      if (document.everApproved) return rejectImport('import.goneOnSince', { id: document.id });
      // What is published between is nothing this row brought.
      const publications = publicationsOf(document).map(({ number }) => number);
      const of = { documentId: document.id, publications, reason };
      const body = { type: 'voidPublication', ...of } as const;
      const call = { ...this.call, commandId: `${id}.void`, body };
      return this.target.send(new DocumentCommand(call, body));
    }
  }

  private async stateOf(commandId: string): Promise<Document> {
    const { tenant } = this.call;
    const id = idForCreate({ tenant, commandId }, documentAggregate.name);
    return (await loadState(this.target.events, documentAggregate, tenant, id)).state;
  }
}

const nthOf = (commandId: string, nth: number): string =>
  nth === 1 ? commandId : `${commandId}.${nth}`;
