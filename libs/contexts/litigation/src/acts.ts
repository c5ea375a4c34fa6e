import type { Tree } from '@gongkai/directory';
import {
  decode,
  loadState,
  parseRecord,
  streamName,
  type Day,
  type EventStore,
} from '@gongkai/kernel';
import { documentAggregate } from '@gongkai/publication';
import { reconsiderationEvents, type ReconsiderationEvent } from '@gongkai/reconsideration';
import { requestAggregate, type Request } from '@gongkai/request';
import type { Act, Earlier, SuitFacts } from './decider.state.js';
import type { Challenged } from './events.kinds.js';
import { challengeKey } from './suit.projection.js';

/** What a suit is about, straight from the log of what it challenges. */
export class Acts {
  constructor(
    private readonly store: EventStore,
    private readonly tree: Tree,
  ) {}

  /** The challenged act as it stood on the day of filing; undefined when it is not kept here. */
  async act(tenant: string, challenged: Challenged, filedOn: Day): Promise<Act | null | undefined> {
    if (challenged.kind === 'elsewhere') return undefined;
    if (challenged.kind === 'publication') return this.published(tenant, challenged.documentId);
    const request = await this.request(tenant, challenged.requestId);
    if (!request) return null;
    const { agency } = request;
    switch (challenged.kind) {
      case 'reply':
        return challenged.replyId === null
          ? endOf(request, (outcome) => !LAPSED.includes(outcome))
          : replyOf(request, challenged.replyId);
      case 'silence': {
        const dueOn = request.clock?.dueOn ?? null;
        const answered = request.replies.some(
          ({ delivered, undone }) =>
            undone === null && delivered !== null && delivered.givenOn <= filedOn,
        );
        if (dueOn === null || dueOn >= filedOn || answered) return null;
        return { agency, decidedOn: null, knownOn: dueOn, ground: null };
      }
      case 'noLongerProcessed':
        return endOf(request, (outcome) => LAPSED.includes(outcome));
    }
  }

  /** The reconsideration a suit comes after; null when there is none of this id. */
  async earlier(tenant: string, id: string, challenged: Challenged): Promise<Earlier | null> {
    const stored = await this.store.read(streamName(tenant, 'reconsideration', id));
    const events = stored.map(({ record }) => {
      const { meta, data } = parseRecord(record);
      return decode(reconsiderationEvents, meta.type, meta.schema, data);
    });
    return events.reduce<Earlier | null>((before, event) => after(before, event, challenged), null);
  }

  /** What the request has to do when a court orders an answer anew; null: it is no request of ours. */
  async anew(tenant: string, challenged: Challenged): Promise<SuitFacts['anew']> {
    if (!('requestId' in challenged)) return null;
    const { requestId } = challenged;
    const request = await this.request(tenant, requestId);
    if (!request) return null;
    const { round, replies, conclusions } = request;
    const reply = replies.find(
      (of) => of.round === round && of.delivered !== null && of.undone === null,
    );
    const opensRound = conclusions.some((of) => of.round === round);
    return { requestId, replyId: opensRound ? (reply?.id ?? null) : null, opensRound };
  }

  /** The first node named that is not there, or that lies below the agency and its government. */
  wrongNode(tenant: string, agency: string | null, nodes: readonly string[], on: Day) {
    const own = this.tree.nodeOf(tenant, agency);
    const government = this.tree.governmentNode(tenant);
    for (const id of nodes) {
      const node = this.tree.node(id, on) ?? this.tree.node(id);
      if (!node) return { name: id, below: false };
      const above = this.tree.ancestors(id, on);
      const ofOther = this.tree.tenantOf(id) !== tenant;
      const below = above.includes(own ?? '') || (ofOther && above.includes(government ?? ''));
      if (id === own || below) return { name: node.name, below: true };
    }
    return null;
  }

  private async request(tenant: string, id: string): Promise<Request | null> {
    const { state, revision } = await loadState(this.store, requestAggregate, tenant, id);
    return revision === 0 ? null : state;
  }

  private async published(tenant: string, id: string): Promise<Act | null> {
    const { state } = await loadState(this.store, documentAggregate, tenant, id);
    const { agency, firstPublishedOn: on } = state;
    return on === null ? null : { agency, decidedOn: on, knownOn: on, ground: null };
  }
}

/** Ends after which a request is no longer processed. */
const LAPSED: readonly string[] = ['notClarified', 'feeUnpaid'];

const replyOf = ({ agency, replies }: Request, id: string): Act | null => {
  const reply = replies.find((of) => of.id === id);
  if (!reply?.delivered || !reply.issued) return null;
  const { issued, delivered, ground } = reply;
  return { agency, decidedOn: issued.on, knownOn: delivered.givenOn, ground };
};

const endOf = (
  { agency, conclusions }: Request,
  wanted: (outcome: string) => boolean,
): Act | null => {
  const end = conclusions.findLast(({ outcome }) => wanted(outcome));
  return end ? { agency, decidedOn: end.on, knownOn: end.on, ground: null } : null;
};

/** 法释〔2018〕1号第一百三十三条: dismissing the request leaves the act standing, too; rejecting it does not. */
const UPHOLDS: readonly string[] = ['upheld', 'dismissed'];

const after = (
  before: Earlier | null,
  event: ReconsiderationEvent,
  challenged: Challenged,
): Earlier | null => {
  if (event.type === 'ReconsiderationFiled') {
    const key = challengeKey(challenged);
    const sameAct = key === null || key === challengeKey(event.data.challenged);
    return { body: event.data.body.name, sameAct, endedOn: null, receivedOn: null, upheld: false };
  }
  if (!before) return null;
  switch (event.type) {
    case 'ReconsiderationDecided': {
      const { on, outcome } = event.data;
      return { ...before, endedOn: on, upheld: UPHOLDS.includes(outcome) };
    }
    case 'ReconsiderationRefused':
    case 'ReconsiderationEnded':
      return { ...before, endedOn: event.data.on };
    case 'DecisionMissed':
      // The way to court is open from the day the body had to decide (行政诉讼法第四十五条).
      return { ...before, endedOn: before.endedOn ?? event.data.dueOn };
    case 'ReconsiderationDecisionServed':
      return event.data.to === 'applicant' ? { ...before, receivedOn: event.data.on } : before;
    case 'ReconsiderationVoided':
      return null;
    default:
      return before;
  }
};
