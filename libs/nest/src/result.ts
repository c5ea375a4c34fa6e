import { GateError, Rejection, type Receipt } from '@gongkai/kernel';

/** What a mutation returns for a command: a refusal is a value; separation of duties is a gate. */
export const toGraphql = (outcome: Receipt | Rejection): Record<string, unknown> => {
  if (!(outcome instanceof Rejection))
    return {
      __typename: 'Accepted',
      id: outcome.id,
      revision: outcome.revision,
      position: outcome.position === null ? null : String(outcome.position),
    };
  if (outcome.code.endsWith('.separationOfDuties'))
    throw new GateError('SEPARATION_OF_DUTIES', { zh: outcome.zh, en: outcome.en });
  return {
    __typename: 'Rejected',
    code: outcome.code,
    zh: outcome.zh,
    en: outcome.en,
    field: outcome.field,
    details: JSON.stringify(outcome.details),
    article: outcome.article,
  };
};
