import { addDays } from '@gongkai/calendar';
import type { Day, Origin, Process } from '@gongkai/kernel';
import { ComplaintCommand } from './commands.js';
import { complaintEvents, type ComplaintEvent } from './events.js';

/** A complaint that is handled here and has a last day. */
export type ComplaintWatchRow = { complaintId: string; origin: Origin; due: Day };
/** What to note, and of which origin. */
export type ComplaintNote = { note: { type: 'noteOverdue'; complaintId: string }; origin: Origin };

const { ComplaintShown: _, ComplaintAssigned: __, ...watched } = complaintEvents;
type Watched = Exclude<ComplaintEvent, { type: 'ComplaintShown' | 'ComplaintAssigned' }>;

/** Notes, once in a period, that the rule of the kind was not kept. */
export const complaintWatch: Process<ComplaintWatchRow, ComplaintNote, Watched> = {
  name: 'complaintWatch',
  version: 1,
  events: watched,
  collection: {
    name: 'complaintWatch',
    version: 1,
    keys: { due: (row) => row.due },
    indexes: [['due']],
  },
  key: ({ data }) => data.complaintId,
  apply(row, event, complaintId) {
    switch (event.type) {
      case 'ComplaintReceived':
      case 'ComplaintReopened': {
        const { dueOn } = event.data;
        if (dueOn === null) return undefined;
        return { complaintId, origin: event.meta.origin, due: addDays(dueOn, 1) };
      }
      case 'ComplaintDueMoved':
        return row && { ...row, due: addDays(event.data.to, 1) };
      default:
        return undefined;
    }
  },
  dueKey: 'due',
  due: ({ complaintId, origin, due }, today) =>
    today < due ? [] : [{ note: { type: 'noteOverdue', complaintId }, origin }],
  command: (call, { note, origin }) => new ComplaintCommand({ ...call, body: note, origin }, note),
};
