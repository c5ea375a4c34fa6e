/**
 * Limits of a worker thread that works through short-lived events: a small nursery keeps them in the
 * processor's cache and out of the memory bill. For `resourceLimits` of `node:worker_threads`; MiB.
 */
export const THREAD_LIMITS = { maxYoungGenerationSizeMb: 8 };
