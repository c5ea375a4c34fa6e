import { setPriority } from 'node:os';

/** The lowest there is: whoever has anything else to do on this machine's cores does it first. */
const LAST = 19;

/**
 * Puts this thread behind those that answer commands and questions; what waits for it meanwhile is
 * one larger, cheaper batch. A thread has a priority of its own on Linux alone; elsewhere it would
 * be the whole program's.
 */
export const goLast = (): void => {
  if (process.platform === 'linux') setPriority(LAST);
};
