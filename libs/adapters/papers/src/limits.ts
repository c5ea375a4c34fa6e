import { rejectAt, type Place, type readingErrors } from '@gongkai/reading';
import type { Rejection } from '@gongkai/kernel';

/** What a report may be at most; official reports are far below all of these. */
export const PAPER_LIMITS = {
  bytes: 32 * 1024 ** 2,
  unpackedBytes: 64 * 1024 ** 2,
  entries: 2_000,
  pages: 300,
  depth: 256,
  cells: 200_000,
  columns: 256,
} as const;

/** Ends the reading of a paper with a refusal. */
export class PaperRefused extends Error {
  constructor(readonly rejection: Rejection) {
    super(rejection.code);
    this.name = 'PaperRefused';
  }
}

export const refuse = (
  code: keyof typeof readingErrors,
  place: Place = {},
  details: Readonly<Record<string, unknown>> = {},
): PaperRefused => new PaperRefused(rejectAt(code, place, details));
