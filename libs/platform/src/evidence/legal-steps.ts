/**
 * Events after which a checkpoint is kept and signed twice, by context: the steps at which a period
 * begins or ends, a decision takes effect or somebody's right to challenge it arises.
 */
export const LEGAL_STEPS: Readonly<Record<string, readonly string[]>> = {
  publication: [
    'DocumentPublished',
    'DocumentWithdrawn',
    'DocumentCorrected',
    'DocumentRepealed',
    'PublicationRestated',
    'PublicationVoided',
    'EndingVoided',
  ],
  request: [
    'RequestReceived',
    'ClarificationRequested',
    'ExtensionGranted',
    'DeadlineMissed',
    'ReplyIssued',
    'ReplyDelivered',
    'ReplyUndone',
    'RoundOpened',
    'RequestConcluded',
  ],
  consultation: ['ConsultationSent', 'ConsultationAnswered', 'ConsultationSilent'],
  reconsideration: [
    'ReconsiderationFiled',
    'ReconsiderationAccepted',
    'ReconsiderationRefused',
    'AnswerSubmitted',
    'AnswerMissed',
    'ReconsiderationDecided',
    'ReconsiderationDecisionServed',
    'ReconsiderationWithdrawn',
    'ReconsiderationEnded',
    'DecisionMissed',
  ],
  litigation: [
    'SuitFiled',
    'SuitAnswered',
    'SuitEvidenceFiled',
    'EvidenceMissed',
    'SuitJudged',
    'SuitAppealed',
    'SuitConcluded',
    'JudgmentExecuted',
  ],
  complaint: [
    'ComplaintReceived',
    'ComplaintTransferred',
    'ComplaintAnswered',
    'ComplaintOverdueNoted',
    'ComplaintReopened',
    'ComplaintClosed',
  ],
  annual: [
    'FiguresFrozen',
    'ReportHandedIn',
    'ReportPublished',
    'ReportPublicationVoided',
    'ReportCorrected',
  ],
  retention: ['HoldPlaced', 'HoldLifted', 'PersonErased'],
};

const steps: ReadonlySet<string> = new Set(Object.values(LEGAL_STEPS).flat());

export const isLegalStep = (eventType: string): boolean => steps.has(eventType);
