import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

const START = randomUUID().slice(0, 8);

/** What this process calls itself when it holds a lease: never the name of another, nor of its successor. */
export const processName = (): string => `${hostname()}/${process.pid}/${START}`;
