import { pickEvents, unusedNumbers, type Call, type NumberHeld } from '@gongkai/kernel';
import {
  agencyEvents,
  divisionEvents,
  governmentEvents,
  type AgencyEvent,
  type DivisionEvent,
  type GovernmentEvent,
} from './events.js';

/** What is claimed: codes of agencies and divisions, and the division a government joins for. */
export type CodeKind = 'agencyCode' | 'divisionCode' | 'government';

/** Gives back what was claimed for something that never came to be; only a process sends it. */
export class ReleaseCodeCommand {
  constructor(
    readonly call: Call,
    readonly data: NumberHeld & { kind: CodeKind },
  ) {}
}

const release = (kind: CodeKind) => (call: Call, held: NumberHeld) =>
  new ReleaseCodeCommand(call, { kind, ...held });

type AgencyCoded = Extract<AgencyEvent, { data: { code: string } }>;
type DivisionCoded = Extract<DivisionEvent, { data: { code: string } }>;
type Joined = Extract<GovernmentEvent, { type: 'GovernmentJoined' }>;

export const openAgencyCodeClaims = unusedNumbers<AgencyCoded>({
  name: 'openAgencyCodeClaims',
  kind: 'agencyCode',
  usedBy: pickEvents(agencyEvents, 'AgencyRegistered', 'AgencyRecoded'),
  numberIn: ({ data }) => data.code,
  command: release('agencyCode'),
});

export const openDivisionCodeClaims = unusedNumbers<DivisionCoded>({
  name: 'openDivisionCodeClaims',
  kind: 'divisionCode',
  usedBy: pickEvents(divisionEvents, 'DivisionListed', 'DivisionRecoded', 'DivisionMoved'),
  numberIn: ({ data }) => data.code,
  command: release('divisionCode'),
});

export const openGovernmentClaims = unusedNumbers<Joined>({
  name: 'openGovernmentClaims',
  kind: 'government',
  usedBy: pickEvents(governmentEvents, 'GovernmentJoined'),
  numberIn: ({ data }) => data.division,
  command: release('government'),
});
