import type { Aggregate, Decider, Rejection } from '@gongkai/kernel';
import type { AnnualCommandData, CommandOf } from './commands.js';
import { decideAfter } from './decider.after.js';
import {
  evolveReport,
  isOpen,
  noReport,
  statusNames,
  type AnnualFacts,
  type AnnualReport,
} from './decider.state.js';
import { reject } from './errors.js';
import { annualEvents, type AnnualEvent } from './events.js';

type Decided = AnnualEvent[] | Rejection;

const open = (command: CommandOf<'open'>, facts: AnnualFacts): Decided => {
  const { reportId, agency, year } = command;
  const { period, level, due, format, scope = 'own', today, actor } = facts;
  if (!period)
    return reject('annual.periodInvalid', { period: command.period ?? '—', year }, 'period');
  const of = { period: period.text };
  if (period.from > today) return reject('annual.periodNotBegun', of, 'year');
  if (!level) return reject('annual.agencyUnknown', {}, 'agency');
  if (!format) return reject('annual.formatUnknown', { format: command.format ?? '—' }, 'format');
  if (command.submitBy !== undefined && command.basis === undefined)
    return reject('annual.dueDayWithoutBasis', {}, 'basis');
  const { submitBy, publishBy, basis } = due!;
  const opened = {
    reportId,
    agency,
    ...of,
    year,
    format: format.id,
    scope,
    level,
    submitBy: command.submitBy ?? submitBy,
    publishBy,
    basis: command.basis ?? basis,
    openedBy: actor.id,
  };
  return [{ type: 'ReportOpened', data: opened }];
};

type Drafting = CommandOf<'writeSection' | 'freezeFigures' | 'markCell' | 'restoreCell'>;

const draft = (report: AnnualReport, command: Drafting, facts: AnnualFacts): Decided => {
  const status = statusNames[report.status];
  if (!isOpen(report)) return reject('annual.notOpen', { status: status.zh, statusEn: status.en });
  const { id: reportId, agency, period, format: name, scope, draft } = report;
  const of = { reportId, agency, period };
  const by = facts.actor.id;
  switch (command.type) {
    case 'writeSection': {
      const { section, text } = command;
      if (!facts.format?.sections.some(({ id }) => id === section))
        return reject('annual.sectionUnknown', { section, format: name }, 'section');
      if (draft.sections[section] === text) return [];
      return [{ type: 'SectionWritten', data: { ...of, section, text, writtenBy: by } }];
    }
    case 'freezeFigures': {
      const endsOn = facts.period?.endsOn ?? '';
      if (facts.today <= endsOn) return reject('annual.periodNotOver', { period, endsOn });
      const { position, cells, cumulative, incomplete } = facts.figures!;
      const drawn = { position, format: name, scope, cells, cumulative };
      const frozen = { ...of, ...drawn, incomplete: [...incomplete], frozenBy: by };
      return [{ type: 'FiguresFrozen', data: frozen }];
    }
    case 'markCell': {
      const { cell, mark, reason } = command;
      if (!facts.format?.cells.some(({ id }) => id === cell))
        return reject('annual.cellUnknown', { cell, format: name }, 'cell');
      const before = draft.marks[cell];
      if (before?.mark === mark && before.reason === reason) return [];
      return [{ type: 'CellMarked', data: { ...of, cell, mark, reason, markedBy: by } }];
    }
    case 'restoreCell': {
      const { cell } = command;
      if (!Object.hasOwn(draft.marks, cell))
        return reject('annual.cellNotMarked', { cell }, 'cell');
      return [{ type: 'CellRestored', data: { ...of, cell, restoredBy: by } }];
    }
  }
};

export const annualDecider: Decider<AnnualCommandData, AnnualReport, AnnualEvent, AnnualFacts> = {
  initial: noReport,
  decide(report, command, facts) {
    // The id follows from whose report it is and the period: opening it twice changes nothing.
    if (command.type === 'open') return report.status === 'none' ? open(command, facts) : [];
    if (report.status === 'none') return reject('annual.unknown', {}, 'reportId');
    switch (command.type) {
      case 'writeSection':
      case 'freezeFigures':
      case 'markCell':
      case 'restoreCell':
        return draft(report, command, facts);
      default:
        return decideAfter(report, command, facts);
    }
  },
  evolve: evolveReport,
};

export const annualAggregate: Aggregate<AnnualCommandData, AnnualReport, AnnualEvent, AnnualFacts> =
  {
    name: 'annualReport',
    events: annualEvents,
    decider: annualDecider,
    agencyOf: ({ agency }) => agency,
  };
