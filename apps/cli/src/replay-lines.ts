import type {
  shownCase,
  shownCaseDifference,
  shownFigureDifference,
  shownFigures,
} from '@gongkai/platform';

type ShownCase = ReturnType<typeof shownCase>;
type ShownDifference = ReturnType<typeof shownCaseDifference>;
type ShownEvent = ShownCase['events'][number];
type Sides = { from: Bounds; to: Bounds };
type Bounds = { asOf: string | null; asKnownAt: string | null };

const whenOf = ({ asOf, asKnownAt }: Bounds): string => {
  const parts = [
    ...(asOf === null ? [] : [`截至 as of ${asOf}`]),
    ...(asKnownAt === null ? [] : [`已知于 as known at ${asKnownAt}`]),
  ];
  return parts.length === 0 ? '现在 now' : parts.join(', ');
};

const eventLine = ({ occurredOn, zh, en, recordedAt, actor }: ShownEvent): string =>
  `${occurredOn}  ${zh} ${en}  (记录 recorded ${recordedAt}, ${actor})`;

const text = (value: unknown): string =>
  value === undefined || value === null
    ? '—'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

/** A case for people: what it is, what had happened, what the read models would have said. */
export const caseLines = ({ case: of, events, rows, parked, ...bounds }: ShownCase): string[] => [
  `${of.title || of.id}  ${whenOf(bounds)}`,
  ...(events.length === 0 ? ['当时尚无记录。Nothing was on record then.'] : events.map(eventLine)),
  ...rows.flatMap(({ collection, id, row }) => [
    '',
    `${collection} ${id}`,
    ...Object.entries(row as object).map(([field, value]) => `  ${field}: ${text(value)}`),
  ]),
  ...parked.map(({ projection, reason }) => `不完整 incomplete: ${projection}: ${reason}`),
];

type Rows = Pick<ShownDifference, 'added' | 'changed' | 'gone'> & Sides;
type Events = Partial<Pick<ShownDifference, 'gained' | 'lost'>>;

/** What became of rows from the one standpoint to the other. */
export const differenceLines = (shown: Rows & Events): string[] => {
  const { from, to, added, changed, gone, gained = [], lost = [] } = shown;
  const lines = [
    ...gained.map((event) => `+ ${eventLine(event)}`),
    ...lost.map((event) => `- ${eventLine(event)}`),
    ...added.map(({ collection, id }) => `+ ${collection} ${id}`),
    ...gone.map(({ collection, id }) => `- ${collection} ${id}`),
    ...changed.flatMap(({ collection, id, fields }) => [
      `≠ ${collection} ${id}`,
      ...fields.map(({ field, from: was, to: now }) => `    ${field}: ${text(was)} → ${text(now)}`),
    ]),
  ];
  return [
    `${whenOf(from)} → ${whenOf(to)}`,
    ...(lines.length === 0 ? ['没有差别。Nothing differs.'] : lines),
  ];
};

/** Figures as the command `figures` prints them, with what they could know. */
export const figureLines = async (table: ReturnType<typeof shownFigures>): Promise<string[]> => {
  const { figureLabels } = await import('@gongkai/platform');
  const labels = figureLabels(table.format).filter(({ id }) => id in table.cells);
  const width = Math.max(...labels.map(({ id }) => id.length));
  return [
    `${table.node.name} ${table.period}  ${whenOf(table)}`,
    ...labels.map(
      ({ id, zh, en }) =>
        `${id.padEnd(width)} ${String(table.cells[id] ?? '—').padStart(9)}  ${zh} ${en}`,
    ),
    ...(table.children ?? []).map(({ node, cells }) => `${node.name}: ${JSON.stringify(cells)}`),
    ...(table.incomplete.length > 0
      ? [`数据不完整 incomplete: ${table.incomplete.join(', ')}`]
      : []),
  ];
};

/** The cells that differ, each with the events that made it. */
export const figureDifferenceLines = async (
  shown: ReturnType<typeof shownFigureDifference>,
): Promise<string[]> => {
  const { figureLabels } = await import('@gongkai/platform');
  const labels = new Map(figureLabels(shown.format).map((label) => [label.id, label]));
  const cells = shown.cells.flatMap(({ id, from, to, count, events }) => [
    `${id} ${labels.get(id)?.zh ?? ''}: ${text(from)} → ${text(to)}`,
    ...events.map(
      ({ adds, occurredOn, zh, aggregateId }) =>
        `    ${adds > 0 ? '+' : ''}${adds}  ${occurredOn}  ${zh}  ${aggregateId}`,
    ),
    ...(count > events.length ? [`    …… 共 ${count} 条。${count} events in all.`] : []),
  ]);
  return [
    `${shown.node.name} ${shown.period}  ${whenOf(shown.from)} → ${whenOf(shown.to)}`,
    ...(cells.length === 0 ? ['没有差别。Nothing differs.'] : cells),
  ];
};
