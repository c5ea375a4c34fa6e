import { REPORT_FIGURES, ReportDesk, seenNode, type ReportFigures } from '@gongkai/annual';
import { TREE, type Tree } from '@gongkai/directory';
import {
  CLOCK,
  EVENT_STORE,
  GateError,
  Rejection,
  type Clock,
  type Config,
  type EventStore,
  type Officer,
} from '@gongkai/kernel';
import {
  REPORT_PRESS,
  type PrintedReport,
  type ReportPress,
  type ReportQuestion,
} from '@gongkai/nest';
import type { PrintFonts, ReportFileKind } from '@gongkai/print';
import { Module, type DynamicModule } from '@nestjs/common';

/** What sets and writes files is large, and loaded with the first report. */
const openPress = async (fontFiles: readonly string[]) => {
  const { PrintFonts, REPORT_FILES, reportFile } = await import('@gongkai/print');
  return { fonts: new PrintFonts(fontFiles), kinds: REPORT_FILES, reportFile };
};

/** Reports as files: of the own government the draft, of one below only what was handed in. */
export class LogReports implements ReportPress {
  private readonly desk: ReportDesk;
  private press: ReturnType<typeof openPress> | undefined;

  constructor(
    store: EventStore,
    private readonly tree: Tree,
    private readonly clock: Clock,
    figures: ReportFigures,
    private readonly fontFiles: readonly string[] = [],
  ) {
    this.desk = new ReportDesk(store, tree, figures);
  }

  async print(question: ReportQuestion, officer: Officer): Promise<PrintedReport> {
    this.press ??= openPress(this.fontFiles);
    const { kinds, reportFile, fonts } = await this.press;
    const { as, language } = question;
    if (!Object.hasOwn(kinds, as)) throw new GateError('BAD_REQUEST', { field: 'as' });
    const kind = as as ReportFileKind;
    const { file, tenant } = await this.fileFor(question, officer);
    const formats = await this.desk.formats(tenant);
    const bytes = await reportFile(kind, file, { language, formats, fonts: fonts as PrintFonts });
    if (bytes instanceof Rejection) {
      const { code, zh, en } = bytes;
      throw new GateError('BAD_REQUEST', { rejection: code, zh, en });
    }
    return { name: `${file.agency}-${question.period}.${as}`, mediaType: kinds[kind], bytes };
  }

  /** Not there and not to be seen look the same. */
  private async fileFor({ node: text, period, office, version }: ReportQuestion, officer: Officer) {
    const node = seenNode(this.tree, { node: text, period }, officer, this.clock.today());
    const government = this.tree.governmentAt(node.id);
    const tenant = government?.tenant ?? node.tenant;
    if (tenant === null) throw new GateError('NOT_FOUND');
    const agency = government ? null : node.id;
    const reporter = { tenant, agency, office: agency === null && office };
    const report = await this.desk.reportOf(reporter, period);
    const handedIn =
      version === null
        ? report?.versions.at(-1)
        : report?.versions.find((each) => each.version === version);
    const own = tenant === officer.tenant && version === null;
    const contents = own ? report?.draft : handedIn?.contents;
    if (!report || !contents) throw new GateError('NOT_FOUND');
    return { file: await this.desk.file(tenant, report, contents), tenant };
  }
}

@Module({})
class PressModule {}

/** The press of the HTTP side, with the fonts the operator adds. */
export const pressModule = (config: Config): DynamicModule => ({
  module: PressModule,
  providers: [
    {
      provide: REPORT_PRESS,
      useFactory: (store: EventStore, tree: Tree, clock: Clock, figures: ReportFigures) =>
        new LogReports(store, tree, clock, figures, config.GONGKAI_LETTER_FONTS ?? []),
      inject: [EVENT_STORE, TREE, CLOCK, REPORT_FIGURES],
    },
  ],
});
