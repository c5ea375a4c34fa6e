import { editionOfReceipt } from '@gongkai/calendar';
import {
  consultationEvents,
  evolveConsultations,
  type ConsultationEvent,
} from '@gongkai/consultation';
import { evolveSecrecy, secrecyEvents, type SecrecyEvent } from '@gongkai/secrecy';
import { evolveAnswer, isAnswer } from './decider.evolve-answer.js';
import type { Request } from './decider.state.js';
import type { ReceiptChange } from './events.intake.js';
import type { courseEvents } from './events.course.js';
import type { EventNamed, RequestEvent } from './events.js';
import type { intakeEvents } from './events.intake.js';

type IntakeEvent = EventNamed<keyof typeof intakeEvents>;
type CourseEvent = EventNamed<keyof typeof courseEvents>;

const isSecrecy = (event: RequestEvent): event is SecrecyEvent =>
  Object.hasOwn(secrecyEvents, event.type);
const isConsultation = (event: RequestEvent): event is ConsultationEvent =>
  Object.hasOwn(consultationEvents, event.type);

/** How a request stands after what happened; total, whatever comes before what. */
export const evolveRequest = (request: Request, event: RequestEvent): Request => {
  if (isSecrecy(event)) return reviewed(request, event);
  if (isConsultation(event)) return consulted(request, event);
  if (isAnswer(event)) return evolveAnswer(request, event);
  if (event.type === 'RequestAttested') return { ...request, daysAllowed: event.data.daysAllowed };
  // What it means for the case is said by the conclusion that comes with it.
  if (event.type === 'OutcomeAttested') return request;
  return evolveCourse(request, event);
};

const reviewed = (request: Request, event: SecrecyEvent): Request => ({
  ...request,
  replies: request.replies.map((reply) =>
    reply.id === event.data.subject
      ? { ...reply, secrecy: evolveSecrecy(reply.secrecy, event) }
      : reply,
  ),
});

const consulted = (request: Request, event: ConsultationEvent): Request => {
  const consultations = evolveConsultations(request.consultations, event);
  if (event.type !== 'ConsultationSent') return { ...request, consultations };
  const { consultationId } = event.data;
  const consultedIn = { ...request.consultedIn, [consultationId]: request.round };
  return { ...request, consultations, consultedIn };
};

const evolveCourse = (request: Request, event: IntakeEvent | CourseEvent): Request => {
  switch (event.type) {
    case 'RequestReceived':
      return received(request, event.data);
    case 'ReceiptConfirmed':
      return { ...request, confirmedOn: event.data.confirmedOn };
    case 'ReceiptCorrected':
      return corrected(request, event.data.change);
    case 'EditionOverridden': {
      const { edition, reason: editionReason } = event.data;
      return { ...request, edition, editionReason };
    }
    case 'RequestAccepted':
      return { ...request, acceptedOn: event.data.acceptedOn };
    case 'SubjectSet':
      return { ...request, subject: event.data.subject };
    case 'RequestRouted': {
      const { unit, officer } = event.data;
      return { ...request, unit, officer };
    }
    case 'RequestTransferredOut':
      return request;
    case 'RequestTransferredIn':
      return { ...request, agency: event.data.to, unit: null, officer: null };
    case 'RequestSplit':
      return { ...request, parts: event.data.parts };
    case 'RequestJoined':
      return { ...request, joinedInto: event.data.into };
    default:
      return evolveClocked(request, event);
  }
};

type Received = EventNamed<'RequestReceived'>['data'];
const received = (request: Request, data: Received): Request => {
  const { requestId, applicantKind, identityKind, person, identityMac } = data;
  const { applicant: name, contact, agent, restarts, registeredBy: _, ...rest } = data;
  const who = { kind: applicantKind, identityKind, person, identityMac, name, contact, agent };
  const {
    requestId: _id,
    applicantKind: _k,
    identityKind: _i,
    person: _p,
    identityMac: _m,
    ...as
  } = rest;
  return {
    ...request,
    ...as,
    id: requestId,
    status: 'open',
    applicant: who,
    inherited: restarts,
  };
};

const corrected = (request: Request, change: ReceiptChange): Request => {
  switch (change.field) {
    case 'receivedOn': {
      // Without an override the edition is that of the day of receipt, and follows it.
      const edition =
        request.editionReason === null ? editionOfReceipt(change.now) : request.edition;
      return { ...request, receivedOn: change.now, edition };
    }
    case 'confirmedOn':
      return { ...request, confirmedOn: change.now };
    case 'channel':
      return { ...request, channel: change.now };
    case 'applicantKind':
      return { ...request, applicant: { ...request.applicant, kind: change.now } };
  }
};

const evolveClocked = (request: Request, event: CourseEvent): Request => {
  switch (event.type) {
    case 'ClarificationRequested': {
      const { items, sentOn, respondBy, late } = event.data;
      const { round } = request;
      const clarification = { round, items, sentOn, respondBy, late, answer: null };
      return { ...request, clarification };
    }
    case 'ClarificationReceived':
      return clarified(request, event.data);
    case 'RequestAbandoned': {
      const { cause, round, on } = event.data;
      return { ...request, abandoned: { cause, round, on } };
    }
    case 'ExtensionGranted': {
      const { days, grantedOn, late } = event.data;
      return { ...request, extension: { days, grantedOn, late } };
    }
    case 'ExcessReasonsAsked': {
      const { askedOn, answerBy } = event.data;
      return { ...request, excess: { askedOn, answerBy, givenOn: null, decided: null } };
    }
    case 'ExcessReasonsGiven':
      return request.excess
        ? { ...request, excess: { ...request.excess, givenOn: event.data.givenOn } }
        : request;
    case 'ExcessDecided': {
      const { reasonable, delayedTo, decidedOn: on } = event.data;
      return request.excess
        ? { ...request, excess: { ...request.excess, decided: { reasonable, delayedTo, on } } }
        : request;
    }
    case 'RequestWithdrawn':
      return request;
    case 'DeadlineSet': {
      const { requestId: _, cause: _cause, ...clock } = event.data;
      return { ...request, clock };
    }
    case 'DeadlineMoved': {
      const { round, to: dueOn, startsOn, provisional, calendar } = event.data;
      const { edition } = request;
      return { ...request, clock: { round, edition, startsOn, dueOn, provisional, calendar } };
    }
    case 'DeadlineMissed':
      return event.data.round === request.round
        ? { ...request, missed: [...request.missed, event.data.dueOn] }
        : request;
    case 'RequestConcluded': {
      const { round, outcome, extended, concludedOn: on } = event.data;
      const conclusions = [...request.conclusions, { round, outcome, extended, on }];
      return { ...request, status: 'concluded', conclusions };
    }
    case 'RequestReopened': {
      const conclusions = request.conclusions.filter(({ round }) => round !== event.data.round);
      return { ...request, status: 'open', abandoned: null, conclusions };
    }
  }
};

type Clarified = EventNamed<'ClarificationReceived'>['data'];
const clarified = (request: Request, data: Clarified): Request => {
  const { receivedOn, late, counts, files, defects } = data;
  const { applicant, clarification } = request;
  const answer = { receivedOn, late, counts };
  return {
    ...request,
    clarification: clarification && { ...clarification, answer },
    applicant: {
      ...applicant,
      name: data.applicant ?? applicant.name,
      contact: data.contact ?? applicant.contact,
      agent: data.agent ?? applicant.agent,
      identityKind: data.identityKind ?? applicant.identityKind,
      identityMac: data.identityMac ?? applicant.identityMac,
    },
    description: data.description ?? request.description,
    files: [...request.files, ...files],
    supply: data.supply ?? request.supply,
    defects: counts ? defects : request.defects,
  };
};
