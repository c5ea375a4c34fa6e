import { HOLIDAY_CALENDAR_ID, holidayAggregate, type CalendarChange } from '@gongkai/holiday';
import { deriveId, streamName } from '@gongkai/kernel';

/** One id a change, the same in every government: a stream of notes, and part of each command id. */
export const idOf = ({ calendarOf, revision }: CalendarChange): string =>
  deriveId(
    'calendarChange',
    streamName(calendarOf, holidayAggregate.name, HOLIDAY_CALENDAR_ID),
    String(revision),
  );

/** The change in a sentence, as it is recorded with every day it moved. */
export const reasonOf = ({ notice: { year, source, reason }, event }: CalendarChange): string => {
  const said = [source, reason].filter((each) => each !== null && each !== '').join(';');
  const of = said === '' ? '' : `:${said}`;
  switch (event.type) {
    case 'HolidayNoticeLoaded':
      return `录入 ${year} 年放假通知${of}`.slice(0, 500);
    case 'HolidayNoticeCorrected':
      return `更正 ${year} 年放假通知${of}`.slice(0, 500);
    case 'HolidayNoticeWithdrawn':
      return `撤回 ${year} 年放假通知${of}`.slice(0, 500);
    case 'CalendarAdopted':
      return `改用单独的工作日历${of}`.slice(0, 500);
  }
};
