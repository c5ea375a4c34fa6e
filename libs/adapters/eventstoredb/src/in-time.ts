import { NoAnswer } from './failures.js';

/** The answer, or `NoAnswer` when it takes longer; what comes too late is let go. */
export const inTime = async <T>(
  ms: number,
  what: string,
  answer: Promise<T>,
  letGo: (late: T) => void = () => undefined,
): Promise<T> => {
  let stop: () => void = () => undefined;
  const silence = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => {
      answer.then(letGo, () => undefined);
      reject(new NoAnswer(what));
    }, ms);
    stop = () => clearTimeout(timer);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    stop();
  }
};
