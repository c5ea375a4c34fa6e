import { cn2014, reportFormats } from '@gongkai/figures';
import { fold, Rejection } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import type { AnnualCommandData } from './commands.js';
import { annualDecider } from './decider.js';
import type { AnnualFacts, KnownFinding } from './decider.state.js';
import { dueDaysOf, reportPeriod } from './due-days.js';
import type { AnnualEvent } from './events.js';

const reportId = 'R1';
const head = { reportId, agency: 'agency1', period: '2017' };
const period = reportPeriod(2017)!;
const figures = { position: '9', cells: { '1.1': 63 }, cumulative: null, incomplete: [] };
const hard: KnownFinding = {
  key: 'F1',
  check: 'row-sum',
  severity: 'hard',
  cells: ['3.1'],
  printed: '5',
};
const soft: KnownFinding = { ...hard, key: 'F2', check: 'plausibility', severity: 'soft' };
const officer = (id: string) => ({ kind: 'officer' as const, id });

const facts: AnnualFacts = {
  today: '2018-03-20',
  actor: officer('clerk'),
  format: cn2014,
  period,
  level: 'department',
  due: dueDaysOf(2017, period, 'department'),
  scope: 'own',
  figures,
  findings: [],
  document: { agency: 'agency1', publishedOn: '2018-03-30' },
};
const { given } = specFor(annualDecider, facts);
const byHead = { actor: officer('head') };

const openCommand: AnnualCommandData = { type: 'open', reportId, agency: 'agency1', year: 2017 };
const opened: AnnualEvent = {
  type: 'ReportOpened',
  data: {
    ...head,
    year: 2017,
    format: 'cn-2014',
    scope: 'own',
    level: 'department',
    submitBy: '2018-03-31',
    publishBy: '2018-03-31',
    basis: facts.due!.basis,
    openedBy: 'clerk',
  },
};
const write = (text = '概述。'): AnnualCommandData => ({
  type: 'writeSection',
  reportId,
  section: 'initiative',
  text,
});
const written = (text = '概述。'): AnnualEvent => ({
  type: 'SectionWritten',
  data: { ...head, section: 'initiative', text, writtenBy: 'clerk' },
});
const frozen: AnnualEvent = {
  type: 'FiguresFrozen',
  data: { ...head, ...figures, format: 'cn-2014', scope: 'own', frozenBy: 'clerk' },
};
const marked: AnnualEvent = {
  type: 'CellMarked',
  data: { ...head, cell: '4', mark: 'notApplicable', reason: '无此职能', markedBy: 'clerk' },
};
const mark: AnnualCommandData = {
  type: 'markCell',
  reportId,
  cell: '4',
  mark: 'notApplicable',
  reason: '无此职能',
};
const handIn: AnnualCommandData = { type: 'handIn', reportId };
type HandedInData = Extract<AnnualEvent, { type: 'ReportHandedIn' }>['data'];
const handedIn = (more: Partial<HandedInData> = {}): AnnualEvent => ({
  type: 'ReportHandedIn',
  data: {
    ...head,
    version: 1,
    annual: true,
    handedInOn: '2018-03-20',
    submitBy: '2018-03-31',
    late: false,
    findings: { hard: 0, soft: 0, decided: 0 },
    handedInBy: 'clerk',
    ...more,
  },
});
const approved: AnnualEvent = {
  type: 'ReportApproved',
  data: { ...head, version: 1, approvedBy: 'head', superior: null },
};
const returned: AnnualEvent = {
  type: 'ReportReturned',
  data: { ...head, version: 1, remarks: '基数有误', returnedBy: 'head', superior: null },
};
const published: AnnualEvent = {
  type: 'ReportPublished',
  data: {
    ...head,
    version: 1,
    documentId: 'D1',
    publishedOn: '2018-03-30',
    publishBy: '2018-03-31',
    late: false,
    first: true,
    publishedBy: 'clerk',
  },
};
const corrected: AnnualEvent = {
  type: 'ReportCorrected',
  data: { ...head, corrects: 1, reason: '基数有误', correctedBy: 'clerk' },
};
const publish: AnnualCommandData = { type: 'publish', reportId, documentId: 'D1' };
const restate: AnnualCommandData = { type: 'restate', reportId, reason: '公开日期登记有误' };
const correct: AnnualCommandData = { type: 'correct', reportId, reason: '基数有误' };
const ready = [opened, written(), frozen] as const;

describe('a report that is drawn up', () => {
  it('is opened once, with the form and the due days of its year', () => {
    given().when(openCommand).then(opened);
    given(opened).when(openCommand).then();
  });

  it('may have a due day of its own, by a paper that sets it', () => {
    const own = { ...openCommand, submitBy: '2018-01-26' };
    given().when(own).thenRejected('annual.dueDayWithoutBasis', 'basis');
    const { outcome } = given().when({ ...own, basis: '县政办函〔2018〕3号' });
    expect(outcome).toMatchObject([{ data: { submitBy: '2018-01-26' } }]);
  });

  it('is of a period of the year that has begun, of an agency there was, in a known form', () => {
    const asked = { ...openCommand, period: '2018-Q1' };
    given().when(asked, { period: undefined }).thenRejected('annual.periodInvalid', 'period');
    given()
      .when(openCommand, { today: '2016-12-31' })
      .thenRejected('annual.periodNotBegun', 'year');
    given().when(openCommand, { level: null }).thenRejected('annual.agencyUnknown', 'agency');
    given().when(openCommand, { format: null }).thenRejected('annual.formatUnknown', 'format');
  });

  it('must be there before anything else', () =>
    given().when(write()).thenRejected('annual.unknown', 'reportId'));

  it('is written section by section of its form', () => {
    given(opened).when(write()).then(written());
    given(opened, written()).when(write()).then();
    given(opened)
      .when({ type: 'writeSection', reportId, section: 'epilogue', text: '—' })
      .thenRejected('annual.sectionUnknown', 'section');
  });

  it('draws its figures when the period is over', () => {
    given(opened).when({ type: 'freezeFigures', reportId }).then(frozen);
    given(opened)
      .when({ type: 'freezeFigures', reportId }, { today: '2017-12-31' })
      .thenRejected('annual.periodNotOver');
  });

  it('leaves a cell blank or marks it by a choice on record, and takes it back', () => {
    const restore: AnnualCommandData = { type: 'restoreCell', reportId, cell: '4' };
    given(opened).when(mark).then(marked);
    given(opened, marked).when(mark).then();
    given(opened)
      .when({ ...mark, cell: '99' })
      .thenRejected('annual.cellUnknown', 'cell');
    given(opened).when(restore).thenRejected('annual.cellNotMarked', 'cell');
    given(opened, marked)
      .when(restore)
      .then({ type: 'CellRestored', data: { ...head, cell: '4', restoredBy: 'clerk' } });
  });
});

describe('a report that is handed in', () => {
  it('needs its figures, and every hard finding decided by a person', () => {
    given(opened).when(handIn).thenRejected('annual.figuresNotFrozen');
    given(...ready)
      .when(handIn, { findings: [hard, soft] })
      .thenRejected('annual.findingsOpen');
    const decided: AnnualEvent = {
      type: 'FindingDecided',
      data: {
        ...head,
        finding: 'F1',
        check: 'row-sum',
        cells: ['3.1'],
        printed: '5',
        decision: 'confirmed',
        reason: '原件如此',
        decidedBy: 'clerk',
        superior: null,
      },
    };
    const decide: AnnualCommandData = {
      type: 'decideFinding',
      reportId,
      finding: 'F1',
      decision: 'confirmed',
      reason: '原件如此',
    };
    given(...ready)
      .when(decide, { findings: [hard] })
      .then(decided);
    given(...ready, decided)
      .when(decide, { findings: [hard] })
      .then();
    given(...ready)
      .when(decide)
      .thenRejected('annual.findingUnknown', 'finding');
    given(...ready, decided)
      .when(handIn, { findings: [hard, soft] })
      .then(handedIn({ findings: { hard: 1, soft: 1, decided: 1 } }));
  });

  it('is recorded as late after its day, never refused', () => {
    const today = '2018-04-02';
    given(...ready)
      .when(handIn)
      .then(handedIn());
    given(...ready)
      .when(handIn, { today })
      .then(handedIn({ handedInOn: today, late: true }));
  });

  it('has a day after the period and not in the future', () => {
    for (const handedInOn of ['2017-12-31', '2018-03-21'])
      given(...ready)
        .when({ ...handIn, handedInOn })
        .thenRejected('annual.dayImpossible', 'handedInOn');
  });

  it('cannot be changed, until it is returned', () => {
    given(...ready, handedIn())
      .when(write('另写'))
      .thenRejected('annual.notOpen');
    given(...ready, handedIn())
      .when(handIn)
      .thenRejected('annual.notOpen');
    const remarks = '基数有误';
    given(...ready, handedIn())
      .when({ type: 'return', reportId, remarks }, byHead)
      .then(returned);
    given(...ready, handedIn(), returned)
      .when(handIn, { today: '2018-04-20' })
      .then(handedIn({ version: 2, handedInOn: '2018-04-20' }));
    given(...ready)
      .when({ type: 'return', reportId, remarks })
      .thenRejected('annual.notHandedIn');
  });

  it('is approved by another person', () => {
    const approve: AnnualCommandData = { type: 'approve', reportId };
    given(...ready, handedIn())
      .when(approve)
      .thenRejected('annual.separationOfDuties');
    given(...ready, handedIn())
      .when(approve, byHead)
      .then(approved);
    given(...ready)
      .when(approve, byHead)
      .thenRejected('annual.notHandedIn');
  });

  it('is published as a public document of the same agency', () => {
    const done = [...ready, handedIn(), approved];
    given(...done)
      .when(publish)
      .then(published);
    given(...ready, handedIn())
      .when(publish)
      .thenRejected('annual.notApproved');
    given(...done)
      .when(publish, { document: null })
      .thenRejected('annual.documentNotPublic', 'documentId');
    given(...done)
      .when(publish, { document: { agency: null, publishedOn: '2018-03-30' } })
      .thenRejected('annual.documentOfOther', 'documentId');
    const late = { agency: 'agency1', publishedOn: '2018-04-01' };
    expect(given(...done).when(publish, { document: late }).outcome).toMatchObject([
      { data: { late: true, first: true } },
    ]);
  });

  it('takes over what was put right or taken back of the publication of its document', () => {
    const history = [...ready, handedIn(), approved, published];
    const { publishedBy: _, ...was } = published.data as Extract<
      AnnualEvent,
      { type: 'ReportPublished' }
    >['data'];
    const voided = (change: object = {}): AnnualEvent => ({
      type: 'ReportPublicationVoided',
      data: { ...was, before: null, reason: '公开日期登记有误', voidedBy: 'clerk', ...change },
    });
    given(...history)
      .when(restate)
      .then();
    const on = '2018-04-02';
    given(...history)
      .when(restate, { document: { agency: 'agency1', publishedOn: on } })
      .then(voided(), {
        type: 'ReportPublished',
        data: { ...was, publishedOn: on, late: true, publishedBy: 'clerk' },
      });
    given(...history)
      .when(restate, { document: null })
      .then(voided());
    expect(fold(annualDecider, [...history, voided()])).toMatchObject({
      status: 'approved',
      versions: [{ published: null }],
    });
    given(...history, voided())
      .when(publish)
      .then(published);
    given(...history, voided())
      .when(restate)
      .thenRejected('annual.nothingPublished');
    // A version being put right meanwhile goes on being put right.
    expect(fold(annualDecider, [...history, corrected, voided()]).status).toBe('correcting');
    expect(fold(annualDecider, [...history, corrected, voided(), published])).toMatchObject({
      status: 'correcting',
      versions: [{ published: { documentId: 'D1' } }],
    });
    const second = [
      handedIn({ version: 2 }),
      { ...approved, data: { ...approved.data, version: 2 } },
    ];
    const later = { ...was, version: 2, first: false, documentId: 'D2', publishedOn: '2018-05-02' };
    const again = { type: 'ReportPublished', data: { ...later, publishedBy: 'clerk' } };
    expect(
      given(...history, corrected, ...(second as AnnualEvent[]), again as AnnualEvent).when(
        restate,
        {
          document: null,
        },
      ).outcome,
    ).toMatchObject([
      {
        data: { version: 2, first: false, before: { documentId: 'D1', publishedOn: '2018-03-30' } },
      },
    ]);
  });

  it('is no publication when it is statistics of a month or quarter', () => {
    const quarter = { ...head, period: '2017-Q1' };
    const statistics = { ...opened, data: { ...opened.data, ...quarter } } as AnnualEvent;
    given(statistics).when(publish).thenRejected('annual.notPublishable');
  });

  it('keeps both versions when it is corrected', () => {
    const history = [...ready, handedIn(), approved, published];
    given(...history)
      .when(correct)
      .then(corrected);
    given(...ready, handedIn())
      .when(correct)
      .thenRejected('annual.nothingToCorrect');
    const { versions } = fold(annualDecider, [
      ...history,
      corrected,
      written('更正后。'),
      handedIn({ version: 2 }),
    ]);
    expect(versions.map(({ contents }) => contents.sections.initiative)).toEqual([
      '概述。',
      '更正后。',
    ]);
    expect(versions[0]!.published).toMatchObject({ documentId: 'D1' });
  });
});

const commands: fc.Arbitrary<AnnualCommandData> = fc.oneof(
  fc.constant(openCommand),
  fc.string({ minLength: 1, maxLength: 5 }).map((text) => write(text)),
  fc.constantFrom<AnnualCommandData>(
    { type: 'freezeFigures', reportId },
    mark,
    { type: 'restoreCell', reportId, cell: '4' },
    handIn,
    handIn,
    { type: 'return', reportId, remarks: '改' },
    { type: 'approve', reportId },
    publish,
    restate,
    correct,
    { type: 'decideFinding', reportId, finding: 'F1', decision: 'dismissed', reason: '否' },
  ),
);
const people = fc.constantFrom('clerk', 'head');
const forms = fc.constantFrom(null, ...reportFormats);
const known = fc.subarray([hard, soft]);

describe('whatever is asked of a report', () => {
  it('what was handed in never changes, a correction keeps both, and nobody approves their own', () => {
    const step = fc.tuple(commands, people, known);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const begun: AnnualCommandData[] = [
          openCommand,
          { type: 'freezeFigures', reportId },
          handIn,
        ];
        const all = [...begun.map((command) => [command, 'clerk', []] as const), ...steps];
        let state = annualDecider.initial;
        for (const [command, who, findings] of all) {
          const outcome = annualDecider.decide(state, command, {
            ...facts,
            actor: officer(who),
            findings,
          });
          if (outcome instanceof Rejection) continue;
          const next = outcome.reduce(annualDecider.evolve, state);
          for (const [i, { version, contents }] of state.versions.entries())
            expect(next.versions[i]).toMatchObject({ version, contents });
          for (const { approved: by, handedInBy } of next.versions)
            expect(by?.by).not.toBe(handedInBy);
          state = next;
        }
        expect(state.versions.map(({ version }) => version)).toEqual(
          state.versions.map((_, i) => i + 1),
        );
        for (const { corrected: why, approved: by } of state.versions)
          if (why) expect(by).not.toBeNull();
      }),
    );
  });

  it('it is answered, with events or a refusal', () => {
    const day = fc.constantFrom('2016-01-01', '2017-12-31', '2018-03-20', '2030-01-01');
    const history = fc.array(
      fc.constantFrom(opened, frozen, marked, handedIn(), returned, approved, published, corrected),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(history, commands, day, forms, (events, command, today, format) => {
        const state = fold(annualDecider, events);
        const outcome = annualDecider.decide(state, command, { ...facts, today, format });
        expect(Array.isArray(outcome) || outcome instanceof Rejection).toBe(true);
      }),
    );
  });
});
