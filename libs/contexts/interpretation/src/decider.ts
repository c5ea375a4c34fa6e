import { entryAggregate, type EntryFacts } from '@gongkai/entries';
import type { Rejection } from '@gongkai/kernel';
import { reject } from './errors.js';
import { interpretationEntries, type EntryEvent, type Interpretation } from './events.js';

export type InterpretationFacts = EntryFacts & {
  /** Documents named in the command that are not there. */
  missingDocuments: readonly string[];
  concernKnown: boolean;
  spokespersonInOffice: boolean;
};

/** What belongs to one kind of activity only. */
const foreignField = ({ kind, part, form, spokespersonId }: Interpretation) => {
  const conferenceOnly = { why: '只用于新闻发布会', whyEn: 'only press conferences have it' };
  if (kind !== 'pressConference' && part !== null) return { field: 'part', ...conferenceOnly };
  if (kind !== 'pressConference' && spokespersonId !== null)
    return { field: 'spokespersonId', ...conferenceOnly };
  if (kind !== 'article' && form !== null)
    return { field: 'form', why: '只用于解读稿件', whyEn: 'only articles have it' };
  return undefined;
};

const refuse = (value: Interpretation, facts: InterpretationFacts): Rejection | undefined => {
  const foreign = foreignField(value);
  if (foreign) return reject('interpretation.fieldForeign', foreign, foreign.field);
  const [document] = facts.missingDocuments;
  if (document !== undefined)
    return reject('interpretation.documentUnknown', { document }, 'explains');
  if (!facts.concernKnown) return reject('interpretation.concernUnknown', {}, 'concernId');
  if (!facts.spokespersonInOffice)
    return reject('interpretation.spokespersonUnknown', {}, 'spokespersonId');
  return undefined;
};

export const interpretationNames = {
  entered: 'InterpretationEntered',
  withdrawn: 'InterpretationWithdrawn',
};

/** A press conference, an interview, an article (解读). */
export const interpretationAggregate = entryAggregate<
  Interpretation,
  EntryEvent,
  InterpretationFacts
>({
  name: 'interpretation',
  events: interpretationEntries,
  names: interpretationNames,
  on: ({ on }) => on,
  refuse,
  reject: (reason, details, field) =>
    reject(`interpretation.${reason}` as Parameters<typeof reject>[0], details, field),
});
