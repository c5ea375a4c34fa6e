import type { CommandOf } from './commands.js';
import { impossibleDay, type Outcome } from './decider.reply.js';
import type { Request, RequestFacts } from './decider.state.js';
import { rejectReply as reject } from './errors.reply.js';

/** What was given to one applicant may concern everybody (条例第四十四条第二款). */
export const suggestPublication = (
  request: Request,
  command: CommandOf<'suggestPublication'>,
  facts: RequestFacts,
): Outcome => {
  const given = request.conclusions.filter(
    ({ outcome }) => outcome === 'granted' || outcome === 'partlyGranted',
  );
  const first = given.map(({ on }) => on).sort()[0];
  if (first === undefined) return reject('request.nothingToSuggest');
  if (
    request.suggestions.some(({ id, decided }) => decided === null || id === command.suggestionId)
  )
    return reject('request.suggestionOpen', {}, 'suggestionId');
  const suggestedOn = command.on ?? facts.today;
  const day = impossibleDay(request, suggestedOn, facts, 'on', first);
  if (day) return day;
  const { suggestionId, text } = command;
  const of = { requestId: request.id, suggestionId };
  const data = { ...of, text, suggestedOn, recordedBy: facts.actor.id };
  return [{ type: 'PublicationSuggested', data }];
};

export const decideSuggestion = (
  request: Request,
  command: CommandOf<'decideSuggestion'>,
  facts: RequestFacts,
): Outcome => {
  const { suggestionId, taken, reason, document } = command;
  const known = request.suggestions.find(({ id }) => id === suggestionId);
  if (!known || known.decided !== null)
    return reject('request.suggestionUnknown', {}, 'suggestionId');
  if (facts.actor.kind !== 'officer') return reject('request.replyAuthorless');
  const on = command.on ?? facts.today;
  const day = impossibleDay(request, on, facts, 'on', known.on);
  if (day) return day;
  const of = { requestId: request.id, suggestionId, taken, reason, document };
  return [{ type: 'PublicationSuggestionDecided', data: { ...of, decidedBy: facts.actor.id, on } }];
};

/** 条例第四十五条: the last of registration, review, handling, reply and archiving. */
export const archive = (
  request: Request,
  command: CommandOf<'archive'>,
  facts: RequestFacts,
): Outcome => {
  if (request.status === 'archived') return reject('request.alreadyArchived');
  const ended = request.conclusions.find(({ round }) => round === request.round);
  if (request.status !== 'concluded' || !ended) return reject('request.notConcluded');
  const on = command.on ?? facts.today;
  const day = impossibleDay(request, on, facts, 'on', ended.on);
  if (day) return day;
  const { fileNumber, retention } = command;
  const data = { requestId: request.id, fileNumber, retention, archivedBy: facts.actor.id, on };
  return [{ type: 'RequestArchived', data }];
};
