import type { Suit } from './decider.state.js';
import type { SuitEvent } from './events.js';

/** How a suit stands after what happened in its course. */
export const evolveSuit = (suit: Suit, event: SuitEvent): Suit => {
  switch (event.type) {
    case 'SuitFiled': {
      const { suitId: id, recordedBy: _, consequenceArticle: __, ...filed } = event.data;
      return { ...suit, ...filed, id, status: 'pending' };
    }
    case 'SuitAccepted': {
      const { on, number } = event.data;
      return { ...suit, accepted: { on, number } };
    }
    case 'SuitPartyJoined': {
      const { kind, name, person, on } = event.data;
      return { ...suit, parties: [...suit.parties, { kind, name, person, on }] };
    }
    case 'SuitCopyReceived': {
      const { suitId: _, recordedBy: __, on: receivedOn, ...copy } = event.data;
      return { ...suit, copies: [...suit.copies, { ...copy, receivedOn }] };
    }
    case 'SuitAnswerDayMoved': {
      const { instance, to: answerBy, provisional, calendar } = event.data;
      const moved = { answerBy, provisional, calendar };
      const copies = suit.copies.map((copy) =>
        copy.instance === instance ? { ...copy, ...moved } : copy,
      );
      return { ...suit, copies };
    }
    case 'SuitAnswered': {
      const { instance, on, late } = event.data;
      return { ...suit, answers: [...suit.answers, { instance, on, late }] };
    }
    case 'EvidenceDelayPermitted':
      return { ...suit, delayedTo: event.data.until };
    case 'SuitEvidenceFiled': {
      const { items, on, late, counts, instance } = event.data;
      const filed = items.map((item) => ({ ...item, on, late, counts, instance }));
      return { ...suit, evidence: [...suit.evidence, ...filed] };
    }
    case 'EvidenceMissed':
      return { ...suit, evidenceMissedOn: event.data.notedOn };
    default:
      return evolveEnd(suit, event);
  }
};

type EndEvent = Extract<
  SuitEvent,
  {
    type:
      | 'SuitJudged'
      | 'SuitAppealed'
      | 'SuitConcluded'
      | 'SuitConclusionUndone'
      | 'JudgmentExecuted'
      | 'SuitVoided';
  }
>;

const evolveEnd = (suit: Suit, event: EndEvent): Suit => {
  switch (event.type) {
    case 'SuitJudged': {
      const { suitId: _, recordedBy: __, ...judgment } = event.data;
      const judgments = [...suit.judgments, judgment];
      // Sent back: the first instance begins again, with a copy and a judgment of its own.
      if (judgment.outcome === 'remanded') return { ...suit, ...sentBack(suit), judgments };
      return judgment.instance === 1
        ? { ...suit, judgments, first: judgment }
        : { ...suit, judgments, second: judgment };
    }
    case 'SuitAppealed': {
      const { by, court, on, late } = event.data;
      return { ...suit, instance: 2, appeal: { by, court, on, late } };
    }
    case 'SuitConcluded': {
      const { instance, outcome, tableOutcome, concludedOn: on, order, anew } = event.data;
      const opensRound = anew?.opensRound ?? false;
      const conclusion = { instance, outcome, tableOutcome, on, order, opensRound };
      return { ...suit, status: 'concluded', conclusion };
    }
    case 'SuitConclusionUndone': {
      // A final end that was a mistake is entered again; a first judgment stands and can be appealed.
      const last = suit.instance === 2 ? { second: null } : finalFirst(suit);
      return { ...suit, ...last, status: 'pending', conclusion: null, executedOn: null };
    }
    case 'JudgmentExecuted':
      return { ...suit, executedOn: event.data.on };
    case 'SuitVoided':
      return { ...suit, status: 'voided' };
  }
};

/** What was served and answered on appeal is over; the copy of the complaint stays answered. */
const sentBack = ({ copies, answers }: Suit) => ({
  instance: 1 as const,
  first: null,
  second: null,
  appeal: null,
  copies: copies.filter(({ instance }) => instance === 1),
  answers: answers.filter(({ instance }) => instance === 1),
});

const finalFirst = ({ first }: Suit) => (first?.appealBy === null ? { first: null } : {});
