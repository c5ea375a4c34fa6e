import { readFormat, rejectFigures, reportFormats, type ReportFormat } from '@gongkai/figures';
import { Rejection, type Aggregate, type Decider } from '@gongkai/kernel';
import type { ReportFormatCommandData } from './commands.js';
import { reportFormatEvents, type ReportFormatEvent } from './events.js';

/** The forms of one government, after those of the program; the last valid in a year is its form. */
export type ReportFormats = readonly ReportFormat[];

/** One stream in each tenant. */
export const REPORT_FORMATS_ID = 'main';

const formIn = (file: string, known: ReportFormats): ReportFormat | Rejection => {
  try {
    return readFormat(JSON.parse(file), known);
  } catch {
    return rejectFigures('figures.formatInvalid', { where: 'JSON', problem: 'JSON' }, 'file');
  }
};

export const reportFormatsDecider: Decider<
  ReportFormatCommandData,
  ReportFormats,
  ReportFormatEvent
> = {
  initial: reportFormats,
  decide(known, { file }, { actor }) {
    const form = formIn(file, known);
    if (form instanceof Rejection) return form;
    return [{ type: 'ReportFormatAdded', data: { format: form.id, file, addedBy: actor.id } }];
  },
  evolve(known, { data }) {
    const form = formIn(data.file, known);
    return form instanceof Rejection ? known : [...known, form];
  },
};

export const reportFormatsAggregate: Aggregate<
  ReportFormatCommandData,
  ReportFormats,
  ReportFormatEvent
> = {
  name: 'reportFormats',
  events: reportFormatEvents,
  decider: reportFormatsDecider,
  agencyOf: () => null,
};
