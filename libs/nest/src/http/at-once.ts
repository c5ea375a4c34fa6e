import { GateError } from '@gongkai/kernel';

/** Does so many works at once over all callers; who comes beyond that is to come again later. */
export const atOnce = (max: number) => {
  let working = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (working >= max) throw new GateError('TOO_MANY_REQUESTS');
    working++;
    try {
      return await work();
    } finally {
      working--;
    }
  };
};
