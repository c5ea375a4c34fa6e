import { noSecrecy } from '@gongkai/secrecy';
import type { Fee, Reply, Request } from './decider.state.js';
import { answerEvents } from './events.reply.js';
import type { EventNamed, RequestEvent } from './events.js';

export type AnswerEvent = EventNamed<keyof typeof answerEvents>;
export const isAnswer = (event: RequestEvent): event is AnswerEvent =>
  Object.hasOwn(answerEvents, event.type);

/** How a request stands after what was answered, paid for, undone or put away. */
export const evolveAnswer = (request: Request, event: AnswerEvent): Request => {
  switch (event.type) {
    case 'ReplyDrafted':
      return drafted(request, event.data);
    case 'ReplyApproved': {
      const { replyId, contentDigest, approvedBy: by, approvedOn: on } = event.data;
      return onReply(request, replyId, { approval: { contentDigest, by, on } });
    }
    case 'ReplyIssued': {
      const { replyId, issuedOn: on, remedy, letter } = event.data;
      return onReply(request, replyId, { issued: { on, remedy, letter } });
    }
    case 'ReplyDelivered': {
      const { replyId, route, givenOn, late } = event.data;
      return onReply(request, replyId, { delivered: { route, givenOn, late }, returnedOn: null });
    }
    case 'ReplyReturned':
      return onReply(request, event.data.replyId, { returnedOn: event.data.returnedOn });
    case 'ReplyUndone':
      return onReply(request, event.data.replyId, {
        undone: { by: event.data.by, on: event.data.on },
      });
    case 'RoundOpened': {
      const { round, startsOn, days } = event.data;
      const fresh = { extension: null, excess: null, missed: [], abandoned: null };
      return { ...request, ...fresh, status: 'open', round, roundStart: { startsOn, days } };
    }
    case 'FeeNoticed':
    case 'FeePaid':
    case 'FeeReduced':
    case 'FeeWaived':
      return charged(request, event);
    case 'FeeCounted':
      // Says to the figures what the payment says by itself.
      return request;
    case 'PublicationSuggested': {
      const { suggestionId: id, suggestedOn: on } = event.data;
      return { ...request, suggestions: [...request.suggestions, { id, on, decided: null }] };
    }
    case 'PublicationSuggestionDecided': {
      const { suggestionId, taken, on } = event.data;
      const suggestions = request.suggestions.map((suggestion) =>
        suggestion.id === suggestionId ? { ...suggestion, decided: { taken, on } } : suggestion,
      );
      return { ...request, suggestions };
    }
    case 'RequestArchived':
      return { ...request, status: 'archived', archivedOn: event.data.on };
  }
};

type FeeEvent = EventNamed<'FeeNoticed' | 'FeePaid' | 'FeeReduced' | 'FeeWaived'>;
const charged = (request: Request, event: FeeEvent): Request => {
  switch (event.type) {
    case 'FeeNoticed': {
      const {
        feeId: id,
        round,
        basis,
        quantity,
        amountFen,
        reductionFen,
        sentOn,
        payBy,
      } = event.data;
      const asked = { id, round, basis, quantity, amountFen, reductionFen, sentOn, payBy };
      return { ...request, fees: [...request.fees, { ...asked, paid: null, waivedOn: null }] };
    }
    case 'FeePaid': {
      const { feeId, paidOn: on, late, counts } = event.data;
      return onFee(request, feeId, () => ({ paid: { on, late, counts } }));
    }
    case 'FeeReduced': {
      const { feeId, byFen, amountFen } = event.data;
      return onFee(request, feeId, (fee) => ({
        amountFen,
        reductionFen: fee.reductionFen + byFen,
      }));
    }
    case 'FeeWaived': {
      const { feeId, byFen, on } = event.data;
      return onFee(request, feeId, (fee) => ({
        amountFen: 0,
        reductionFen: fee.reductionFen + byFen,
        waivedOn: on,
      }));
    }
  }
};

const onReply = (request: Request, id: string, change: Partial<Reply>): Request => ({
  ...request,
  replies: request.replies.map((reply) => (reply.id === id ? { ...reply, ...change } : reply)),
});

const onFee = (request: Request, id: string, change: (fee: Fee) => Partial<Fee>): Request => ({
  ...request,
  fees: request.fees.map((fee) => (fee.id === id ? { ...fee, ...change(fee) } : fee)),
});

type Drafted = EventNamed<'ReplyDrafted'>['data'];
/** Another version keeps the secrecy review only when it is of the same contents, by its digest. */
const drafted = (request: Request, data: Drafted): Request => {
  const { replyId: id, draftedBy, requestId: _, text: _text, form: _form, ...draft } = data;
  const known = request.replies.find((reply) => reply.id === id);
  const others = request.replies.filter((reply) => reply.id !== id);
  const authors = [...new Set([...(known?.authors ?? []), draftedBy])];
  const same = known?.contentDigest === draft.contentDigest;
  const reply: Reply = {
    issued: null,
    delivered: null,
    returnedOn: null,
    undone: null,
    ...draft,
    id,
    authors,
    secrecy: known?.secrecy ?? noSecrecy,
    approval: same ? (known?.approval ?? null) : null,
  };
  return { ...request, replies: [...others, reply] };
};
