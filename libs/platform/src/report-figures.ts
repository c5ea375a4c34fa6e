import type { DrawnFigures, ReportFigureQuery, ReportFigures } from '@gongkai/annual';
import { formats, formCells, parsePeriod, type Cells } from '@gongkai/figures';
import { monthText, Rejection, type Position } from '@gongkai/kernel';
import type { FigureQuery } from './figures.js';
import type { Platform } from './platform.js';

const TRIES = 5;

/** The figures of reports, drawn from the cells and tied to the place in the log they count up to. */
export class LogFigures implements ReportFigures {
  constructor(
    private readonly platform: Pick<Platform, 'events' | 'figures' | 'waitFor' | 'parts'>,
  ) {}

  async draw(query: ReportFigureQuery, settled: boolean): Promise<DrawnFigures | Rejection> {
    const head = settled ? await this.platform.events.head() : undefined;
    if (head !== undefined) await this.platform.waitFor(head);
    for (let attempt = 1; ; attempt++) {
      const before = await this.position();
      const drawn = await this.cells(query);
      if (drawn instanceof Rejection) return drawn;
      // Cells and position must be of one moment; under steady writing the earlier place is given.
      if (before === (await this.position()) || attempt === TRIES)
        return { position: String(before ?? 0n), ...drawn };
    }
  }

  private async position(): Promise<Position | undefined> {
    const generations = await this.platform.parts.cells.generations();
    return generations.find(({ live }) => live)?.position;
  }

  private async cells({
    node,
    period,
    format,
    scope,
  }: ReportFigureQuery): Promise<Omit<DrawnFigures, 'position'> | Rejection> {
    const { figures } = this.platform;
    const builtIn = formats.includes(format);
    const of: FigureQuery = { node, period, scope, ...(builtIn ? { format: format.id } : {}) };
    const table = await figures.figures(of);
    if (table instanceof Rejection) return table;
    const { incomplete } = table;
    if (builtIn) return { cells: table.cells, incomplete };
    const parsed = parsePeriod(period);
    if (parsed instanceof Rejection) return parsed;
    const before = await figures.figures({ node, period: monthText(parsed.from - 1), scope });
    if (before instanceof Rejection) return before;
    return { cells: formCells(format, known(table.cells), known(before.cells)), incomplete };
  }
}

const known = (cells: Cells): Map<string, number> =>
  new Map(
    Object.entries(cells).flatMap(([id, value]) => (value === null ? [] : [[id, value] as const])),
  );
