import {
  layoutOf,
  type Cells,
  type CellStore,
  type Generation,
  type Indicator,
} from '@gongkai/figures';
import { cellsIn, type Question } from './figure-question.js';

type AnswerDeps = { cells: CellStore; indicators: readonly Indicator[] };

/** Nodes, periods and forms whose cells are remembered: those of a screen or two, some megabytes. */
const REMEMBERED = 500;

/** The cells as they stand at one moment, and what was asked of them since. */
export class CellAnswers {
  private readonly answers = new Map<string, Cells>();

  private constructor(
    private readonly deps: AnswerDeps,
    readonly version: string,
    readonly generation: Generation | undefined,
    /** Governments with events of unknown types. */
    readonly unknown: ReadonlySet<string>,
  ) {}

  static async of(deps: AnswerDeps, version: string): Promise<CellAnswers> {
    const generation = (await deps.cells.generations()).find(({ live }) => live);
    const leaves = generation ? await deps.cells.unknownLeaves(generation.id) : [];
    const unknown = new Set(leaves.map((leaf) => leaf.split('/')[0]!));
    return new CellAnswers(deps, version, generation, unknown);
  }

  async at(node: string, question: Question): Promise<Cells> {
    const { period, scope, format } = question;
    const asked = `${period.from} ${period.to} ${scope} ${format?.id ?? ''} ${node}`;
    let cells = this.answers.get(asked);
    if (!cells) {
      cells = await this.read(node, question);
      if (this.answers.size === REMEMBERED) this.answers.clear();
      this.answers.set(asked, cells);
    }
    return cells;
  }

  private async read(node: string, question: Question): Promise<Cells> {
    const { generation } = this;
    const layout = generation?.layout ?? layoutOf(this.deps.indicators);
    const year = Math.floor(question.period.to / 12);
    const rows = generation ? await this.deps.cells.nodeCells(generation.id, node, year) : [];
    return cellsIn(layout, rows, question);
  }
}
