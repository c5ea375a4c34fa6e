// Writes libs/core/calendar/src/holidays.data.json from the development dependency chinese-days:
// per year the days off and the make-up working days of the State Council's holiday notices.
// Only the package's table is used, never its date functions, which read days in the local zone.
// Run again after each year's notice: node tools/generate-calendar.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = createRequire(import.meta.url).resolve('chinese-days/dist/chinese-days.json');
const { holidays, workdays } = JSON.parse(readFileSync(source, 'utf8'));

const years = {};
const put = (kind, table) => {
  for (const day of Object.keys(table).sort()) {
    const [, name] = table[day].split(',');
    const year = (years[day.slice(0, 4)] ??= { off: {}, work: {} });
    year[kind][day.slice(5)] = name;
  }
};
put('off', holidays);
put('work', workdays);

const lines = Object.keys(years)
  .sort()
  .map((year) => `"${year}": ${JSON.stringify(years[year])}`);
writeFileSync(
  new URL('../libs/core/calendar/src/holidays.data.json', import.meta.url),
  `{\n${lines.join(',\n')}\n}\n`,
);
