import type { Aggregate, Decider, Rejection } from '@gongkai/kernel';
import type { CommandOf, SuitCommandData } from './commands.js';
import {
  accept,
  answer,
  fileEvidence,
  joinParty,
  noteEvidenceMissed,
  permitDelay,
  recalculate,
  receiveCopy,
} from './decider.course.js';
import { evolveSuit } from './decider.evolve.js';
import { file } from './decider.file.js';
import { appeal, conclude, conclusionUndone, judge, recordExecution } from './decider.judge.js';
import { agencyOf, countedOf, noSuit, type Suit, type SuitFacts } from './decider.state.js';
import { reject } from './errors.js';
import { litigationEvents, type SuitEvent } from './events.js';

type Outcome = SuitEvent[] | Rejection;

/** What programs note about a suit that is over is nothing; what people do is refused. */
const whenOver = (suit: Suit, command: SuitCommandData): Outcome => {
  if (command.type === 'noteEvidenceMissed' || command.type === 'recalculate') return [];
  return reject('litigation.concluded', { on: suit.conclusion!.on });
};

const pending = (suit: Suit, command: SuitCommandData, facts: SuitFacts): Outcome => {
  switch (command.type) {
    case 'file':
      return [];
    case 'accept':
      return accept(suit, command, facts);
    case 'joinParty':
      return joinParty(suit, command, facts);
    case 'receiveCopy':
      return receiveCopy(suit, command, facts);
    case 'recalculate':
      return recalculate(suit, command, facts);
    case 'answer':
      return answer(suit, command, facts);
    case 'permitDelay':
      return permitDelay(suit, command, facts);
    case 'fileEvidence':
      return fileEvidence(suit, command, facts);
    case 'noteEvidenceMissed':
      return noteEvidenceMissed(suit, command, facts);
    case 'judge':
      return judge(suit, command, facts);
    case 'appeal':
      return appeal(suit, command, facts);
    case 'conclude':
      return conclude(suit, command, facts);
    case 'undoConclusion':
    case 'recordExecution':
      return reject('litigation.notConcluded');
    case 'void':
      return voided(suit, command, facts);
  }
};

const voided = (suit: Suit, { cause }: CommandOf<'void'>, { actor }: SuitFacts): SuitEvent[] => {
  const { id: suitId, late, reviewSkipped, filedOn } = suit;
  const data = { suitId, ...countedOf(suit), late, reviewSkipped, filedOn, cause };
  return [
    ...conclusionUndone(suit, cause, actor.id),
    { type: 'SuitVoided', data: { ...data, recordedBy: actor.id } },
  ];
};

export const suitDecider: Decider<SuitCommandData, Suit, SuitEvent, SuitFacts> = {
  initial: noSuit,
  decide(suit, command, facts) {
    if (suit.status === 'none')
      return command.type === 'file'
        ? file(command, facts)
        : reject('litigation.unknown', {}, 'suitId');
    if (suit.status === 'voided')
      return command.type === 'noteEvidenceMissed' || command.type === 'recalculate'
        ? []
        : reject('litigation.voided', {}, 'suitId');
    if (suit.status === 'pending') return pending(suit, command, facts);
    switch (command.type) {
      case 'file':
        return [];
      case 'undoConclusion':
        return conclusionUndone(suit, command.reason, facts.actor.id);
      case 'recordExecution':
        return recordExecution(suit, command, facts);
      case 'void':
        return voided(suit, command, facts);
      default:
        return whenOver(suit, command);
    }
  },
  evolve: evolveSuit,
};

export const suitAggregate: Aggregate<SuitCommandData, Suit, SuitEvent, SuitFacts> = {
  name: 'suit',
  events: litigationEvents,
  decider: suitDecider,
  agencyOf,
};
