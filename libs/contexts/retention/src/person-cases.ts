import {
  checkpointName,
  parseRecord,
  streamName,
  type EventStore,
  type ReadStore,
  type Rejection,
} from '@gongkai/kernel';
import type { Progress } from '@gongkai/nest';
import { heldCaseCollection, type HeldCaseRow } from './cases.projection.js';
import type { Found } from './decider.js';
import type { HeldCase } from './decider.state.js';
import { reject } from './errors.js';
import { sealedIn } from './sealed-keys.js';

const PAGE = 500;

export const heldCaseOf = ({ kind, caseId: id, closedOn, own }: HeldCaseRow): HeldCase => ({
  kind,
  id,
  closedOn,
  own,
});

/** In which cases a person's data lies, as the log has it up to its last event. */
export class PersonCases {
  constructor(
    private readonly store: EventStore,
    private readonly reads: ReadStore,
    private readonly progress: Progress,
  ) {}

  /** Refused where the list may lack a case: nothing is erased on half of what there is to know. */
  async of(tenant: string, person: string): Promise<HeldCase[] | Rejection> {
    const head = await this.store.head();
    if (head !== undefined) await this.progress.waitFor(head);
    const { name, version } = heldCaseCollection;
    const parked = await this.reads.parked();
    if (
      parked.some(
        (each) => each.tenant === tenant && each.projection === checkpointName({ name, version }),
      )
    )
      return reject('retention.casesUnread', {}, 'person');
    const cases: HeldCase[] = [];
    let after: { value: string | number | null; id: string } | null = null;
    do {
      const page: Awaited<ReturnType<typeof this.page>> = await this.page(tenant, person, after);
      cases.push(...page.rows.map(heldCaseOf));
      after = page.next;
    } while (after);
    return cases;
  }

  /** What the streams of these cases hold of the person, counted in the stored records. */
  async found(tenant: string, person: string, cases: readonly HeldCase[]): Promise<Found> {
    const ids = new Map<string, string[]>();
    const files = new Set<string>();
    let fields = 0;
    for (const { kind, id } of cases) {
      const stream = streamName(tenant, kind, id);
      const prefix = stream.slice(0, stream.length - id.length);
      ids.set(prefix, [...(ids.get(prefix) ?? []), id]);
      for (const { record } of await this.store.read(stream)) {
        const counted = sealedIn(parseRecord(record).data, person);
        fields += counted.fields;
        for (const digest of counted.files) files.add(digest);
      }
    }
    const streams = [...ids].map(([prefix, of]) => ({ prefix, ids: of }));
    return { streams, fields, files: files.size };
  }

  private page(
    tenant: string,
    person: string,
    after: { value: string | number | null; id: string } | null,
  ) {
    return this.reads.find(heldCaseCollection, tenant, {
      where: [{ set: 'persons', has: person }],
      limit: PAGE,
      ...(after ? { after } : {}),
    });
  }
}
