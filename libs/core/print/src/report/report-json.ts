import type { FiguresFile, ReportFormat } from '@gongkai/figures';

const ORDER = [
  'format',
  'agency',
  'year',
  'scope',
  'title',
  'cells',
  'notes',
  'statements',
  'sections',
  'tables',
] as const satisfies readonly (keyof FiguresFile)[];

/** The figures file itself, fields and cells in the order of the form. */
export const reportJson = (file: FiguresFile, format: ReportFormat): string => {
  const ids = [
    ...new Set([...format.cells.map(({ id }) => id), ...Object.keys(file.cells).sort()]),
  ];
  const cells = Object.fromEntries(
    ids.flatMap((id) => (Object.hasOwn(file.cells, id) ? [[id, file.cells[id]!]] : [])),
  );
  const ordered = Object.fromEntries(
    ORDER.flatMap((field) =>
      file[field] === undefined ? [] : [[field, field === 'cells' ? cells : file[field]]],
    ),
  );
  return `${JSON.stringify(ordered, null, 2)}\n`;
};
