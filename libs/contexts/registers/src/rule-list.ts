import list from './rule-list.data.json' with { type: 'json' };
import type { RequiredRule } from './events.js';

/**
 * The rules offices are asked about as long as a government has adopted no list of its own: those
 * that reports of 2008 and later name. No official list is known.
 */
export const STARTER_RULES: readonly RequiredRule[] = list;
