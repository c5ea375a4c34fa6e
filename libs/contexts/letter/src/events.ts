import { event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** Every letter the platform writes: steps on the way, and every reply by kind and ground. */
export const LetterKind = z.enum([
  'receipt',
  'clarification',
  'extension',
  'reasonsAsked',
  'delayedPeriod',
  'thirdPartyConsultation',
  'jointMakerConsultation',
  'agencyConsultation',
  'overrideNotice',
  'feeNotice',
  'transfer',
  'joined',
  'split',
  'withdrawn',
  'abandonedNotClarified',
  'abandonedFeeUnpaid',
  'alreadyPublic',
  'granted',
  'partlyGranted',
  'refusedStateSecret',
  'refusedByLaw',
  'refusedSecurity',
  'refusedCommercialSecret',
  'refusedPrivacy',
  'refusedInternal',
  'refusedProcess',
  'refusedEnforcementFile',
  'refusedNoSpecialNeed',
  'otherAccessRules',
  'notHeld',
  'notResponsible',
  'needsCreation',
  'stillUnclear',
  'petition',
  'repeated',
  'publicPublication',
  'excessive',
  'reissue',
  'notGovernmentInformation',
  'movedToArchive',
  'recordCorrected',
  'recordPassedOn',
  'recordRefused',
]);
export type LetterKind = z.infer<typeof LetterKind>;

export const LetterLanguage = z.enum(['zh', 'en']);
export type LetterLanguage = z.infer<typeof LetterLanguage>;

const number = z.int().min(1);

export const letterEvents = {
  /** From now on letters of this kind and language are written by this template of the government. */
  LetterTemplateSet: event(
    z.strictObject({
      kind: LetterKind,
      language: LetterLanguage,
      /** Number of the version, from 1; a letter names the version it was written by. */
      version: number,
      source: z.string(),
    }),
  ),
  /** The built-in template stands again. */
  LetterTemplateWithdrawn: event(
    z.strictObject({
      kind: LetterKind,
      language: LetterLanguage,
      version: number,
      reason: z.string(),
    }),
  ),
};
export type LetterEvent = EventOf<typeof letterEvents>;
