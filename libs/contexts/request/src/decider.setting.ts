import type { Aggregate, Decider, Facts } from '@gongkai/kernel';
import type { RequestSettingCommandData } from './commands.setting.js';
import { rejectForm } from './errors.form.js';
import { requestSettingEvents, type RequestSettingEvent } from './events.setting.js';
import { REQUEST_NUMBER_TEMPLATE, templateFault, TEMPLATE_MAX } from './request-number.js';

export type RequestSettings = { numberTemplate: string };

/** As they are written, for the words of the refusal. */
const PARTS = {
  serial: '{serial}',
  serialOf5: '{serial:5}',
  year: '{year}',
  yearMonth: '{yearMonth}',
  date: '{date}',
  most: TEMPLATE_MAX,
};

/** One stream per government. */
export const REQUEST_SETTINGS_ID = 'main';

type SettingDecider = Decider<
  RequestSettingCommandData,
  RequestSettings,
  RequestSettingEvent,
  Facts
>;

export const requestSettingDecider: SettingDecider = {
  initial: { numberTemplate: REQUEST_NUMBER_TEMPLATE },
  decide({ numberTemplate }, { template }, { today, actor }) {
    if (templateFault(template) !== null)
      return rejectForm('request.numberTemplateWrong', PARTS, 'template');
    if (template === numberTemplate) return [];
    const data = { template, replacedOn: today, decidedBy: actor.id };
    return [{ type: 'RequestNumberTemplateReplaced', data }];
  },
  evolve: (_, { data: { template } }) => ({ numberTemplate: template }),
};

export const requestSettingAggregate: Aggregate<
  RequestSettingCommandData,
  RequestSettings,
  RequestSettingEvent,
  Facts
> = {
  name: 'requestSetting',
  events: requestSettingEvents,
  decider: requestSettingDecider,
  agencyOf: () => null,
};
