import { placed, type PaperTable, type PlacedCell, type ReportPaper } from './paper.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);

const STYLE = `
body { margin: 0 auto; max-width: 60rem; padding: 1rem; line-height: 1.7; color: #111;
  background: #fff; font-family: 'FangSong', 'STFangsong', 'Noto Serif CJK SC', serif; }
h1 { text-align: center; font-size: 1.6rem; line-height: 1.4; }
h2 { font-size: 1.2rem; }
.text { text-indent: 2em; margin: 0.4em 0; overflow-wrap: anywhere; }
.line { margin: 0.4em 0; white-space: pre-wrap; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; line-height: 1.4; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { border: 1px solid #333; padding: 0.25rem 0.35rem; font-weight: normal; }
thead th, th.head { text-align: center; background: #f2f2f2; }
tbody th { text-align: left; }
td { text-align: center; font-variant-numeric: tabular-nums; }
${[1, 2, 3, 4].map((i) => `.in${i} { padding-left: ${0.35 + i}rem; }`).join('\n')}
@page { size: A4; margin: 2.5cm 1.8cm; }
@media print {
  body { max-width: none; padding: 0; font-size: 11pt; }
  .table { overflow: visible; }
  table { font-size: 8.5pt; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  thead th, th.head { background: none; }
}
`;

const spans = ({ columns, rows }: PlacedCell): string =>
  (columns > 1 ? ` colspan="${columns}"` : '') + (rows > 1 ? ` rowspan="${rows}"` : '');

const cellHtml = (cell: PlacedCell): string => {
  const text = escaped(cell.text);
  if (cell.kind === 'value') {
    const id = cell.cell === null ? '' : ` data-cell="${escaped(cell.cell)}"`;
    return `<td${spans(cell)}${id}>${text}</td>`;
  }
  if (cell.kind === 'head')
    return text === ''
      ? `<td${spans(cell)}></td>`
      : `<th class="head" scope="${cell.columns > 1 ? 'colgroup' : 'col'}"${spans(cell)}>${text}</th>`;
  const indent = cell.indent > 0 ? ` class="in${Math.min(cell.indent, 4)}"` : '';
  return `<th scope="${cell.rows > 1 ? 'rowgroup' : 'row'}"${indent}${spans(cell)}>${text}</th>`;
};

const tableHtml = (table: PaperTable): string => {
  const cells = placed(table);
  const rows = table.rows.map(
    (_, row) =>
      `<tr>${cells
        .filter((cell) => cell.row === row)
        .map(cellHtml)
        .join('')}</tr>`,
  );
  const whole = table.widths.reduce((sum, width) => sum + width, 0);
  const columns = table.widths.map(
    (width) => `<col style="width:${((100 * width) / whole).toFixed(2)}%">`,
  );
  return [
    `<div class="table" role="region" tabindex="0" aria-label="${escaped(table.caption)}"><table>`,
    `<caption>${escaped(table.caption)}</caption>`,
    `<colgroup>${columns.join('')}</colgroup>`,
    ...(table.heads === 0 ? [] : ['<thead>', ...rows.slice(0, table.heads), '</thead>']),
    '<tbody>',
    ...rows.slice(table.heads),
    '</tbody></table></div>',
  ].join('\n');
};

/** The report as one page that needs nothing else: no script, no picture, no other file. */
export const reportHtml = (paper: ReportPaper): string => {
  const body = paper.parts.map((part) => {
    if (part.kind === 'table') return tableHtml(part.table);
    const text = escaped(part.text);
    if (part.kind === 'heading') return `<h2>${text}</h2>`;
    return `<p class="${part.kind === 'line' ? 'line' : 'text'}">${text}</p>`;
  });
  const title = escaped(paper.title);
  return [
    '<!doctype html>',
    `<html lang="${paper.language === 'zh' ? 'zh-CN' : 'en'}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${title}</h1>`,
    ...body,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
};
