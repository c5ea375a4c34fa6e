import { assert, constantFrom, integer, nat, property, tuple, array } from 'fast-check';
import { cn2014, cn2019, cn2021, reportFormats, type ReportFormat } from '../index.js';
import { checkReport } from './check-report.js';
import { CHECK_NAMES, checkMeanings } from './check-names.js';
import type { FiguresFile } from './figures-file.js';
import { sampleReport } from './sample-report.js';

/** A small generator with a seed: the same numbers every time. */
const drawing = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % 40;
  };
};
const sample = (format: ReportFormat, seed: number, more: Partial<FiguresFile> = {}) => ({
  ...sampleReport(format, drawing(seed), {
    agency: '衡南县人民政府',
    year: format.years.from,
    scope: 'all',
  }),
  ...more,
});
const changed = (report: FiguresFile, cells: FiguresFile['cells']): FiguresFile => ({
  ...report,
  cells: { ...report.cells, ...cells },
});
const hard = (outcome: ReturnType<typeof checkReport>) =>
  outcome.findings.filter(({ severity }) => severity === 'hard');
const forms = [cn2014, cn2019, cn2021];
const formsById = new Map(reportFormats.map((format) => [format.id, format]));
// By their ids, so that a counterexample is short.
const anyForm = constantFrom(...forms.map(({ id }) => id));
const named = (id: string) => formsById.get(id)!;
const some = { numRuns: 60 };

describe('a consistent report', () => {
  it('has no hard finding, whatever its numbers', () => {
    assert(
      property(anyForm, integer(), (id, seed) => {
        expect(checkReport({ report: sample(named(id), seed) }).findings).toEqual([]);
      }),
      some,
    );
  });

  it('passes 42 hard rules in the form of 2021, 40 in that of 2019, 9 in that of 2014', () => {
    const passed = forms.map((format) => checkReport({ report: sample(format, 7) }).checked.hard);
    expect(passed).toEqual([9, 40, 42]);
  });

  it('has no hard finding against the year before it carries on from', () => {
    assert(
      property(integer(), (seed) => {
        const report = sample(cn2021, seed, { year: 2023 });
        const { cells } = report;
        const before = changed(sample(cn2021, seed + 1, { year: 2022 }), {
          ...Object.fromEntries(
            Object.entries(cells)
              .filter(([id]) => id.startsWith('t3.carried_in.'))
              .map(([id, value]) => [id.replace('carried_in', 'carried_out'), value]),
          ),
          't2.normative.in_force':
            (cells['t2.normative.in_force'] as number) +
            (cells['t2.normative.repealed'] as number) -
            (cells['t2.normative.made'] as number),
        });
        const { findings, checked } = checkReport({ report, previous: before });
        expect(findings).toEqual([]);
        expect(checked.hard).toBe(42 + 7 + 2);
      }),
      some,
    );
  });
});

describe('one cell off by one', () => {
  const bound = (format: ReportFormat) =>
    format.cells.filter(({ id }) =>
      format.constraints.some(
        ({ relation, previous, left, right, severity }) =>
          relation === 'equal' &&
          severity === 'hard' &&
          previous === undefined &&
          [...left, ...right].includes(id),
      ),
    );

  it('is a hard finding that names its row or column', () => {
    assert(
      property(anyForm, integer(), nat(), constantFrom(1, -1), (name, seed, at, step) => {
        const format = named(name);
        const cells = bound(format);
        const { id } = cells[at % cells.length]!;
        const report = sample(format, seed);
        const value = (report.cells[id] as number) + step;
        if (value < 0) return;
        const found = hard(checkReport({ report: changed(report, { [id]: value }) }));
        expect(found.length).toBeGreaterThan(0);
        for (const finding of found) expect(finding.cells).toContain(id);
        // Where a row and a column meet the cell itself is named.
        if (format.tables.length > 1 && id.startsWith('t3') && !id.endsWith('.sum'))
          expect(found.some(({ zh }) => zh.includes(`可能应为 ${value - step}`))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('is the only cell of a form outside its sums that may be', () => {
    const free = cn2021.cells.filter((cell) => !bound(cn2021).includes(cell));
    expect(new Set(free.map(({ table }) => table))).toEqual(new Set(['t2']));
  });
});

describe('what stands against the year before', () => {
  const report = sample(cn2021, 3, { year: 2025 });
  const previous = (more: Partial<FiguresFile> = {}) =>
    changed(sample(cn2021, 4, { year: 2024, ...more }), {
      't3.carried_out.natural': (report.cells['t3.carried_in.natural'] as number) + 5,
    });
  const carried = (before: FiguresFile, of = report) =>
    checkReport({ report: of, previous: before }).findings.find(
      ({ cells }) => cells[0] === 't3.carried_in.natural',
    );

  it('is hard when agency and years follow and no scope differs', () => {
    expect(carried(previous())).toMatchObject({
      check: 'carry-over',
      severity: 'hard',
      printed: report.cells['t3.carried_in.natural'],
      expected: (report.cells['t3.carried_in.natural'] as number) + 5,
    });
    expect(carried(previous({ scope: null, agency: '衡南县人民政府办公室' }))?.severity).toBe(
      'hard',
    );
  });

  it('is soft where scope or agency differ', () => {
    expect(carried(previous({ scope: 'own' }))?.severity).toBe('soft');
    expect(carried(previous({ agency: '常宁市人民政府' }))).toMatchObject({ severity: 'soft' });
  });

  it('is not checked without a report, with one of another year, or one without the figures', () => {
    const skipped = (before?: FiguresFile) =>
      checkReport({ report, previous: before }).checked.skipped.filter(
        ({ check }) => check === 'carry-over' || check === 'in-force',
      );
    expect(skipped()).toHaveLength(2);
    expect(skipped(previous({ year: 2023 })).map(({ why }) => why)).toEqual([
      expect.stringContaining('not of the year before'),
      expect.stringContaining('不是上一年'),
    ]);
    const old = sample(cn2019, 1, { year: 2024 });
    expect(skipped(old).map(({ check }) => check)).toEqual(['in-force']);
  });

  it('counts what is in force from what was', () => {
    const before = changed(sample(cn2021, 5, { year: 2024 }), { 't2.normative.in_force': 30 });
    const now = changed(report, {
      't2.normative.in_force': 40,
      't2.normative.made': 12,
      't2.normative.repealed': 1,
    });
    const { findings } = checkReport({ report: now, previous: before });
    expect(findings.find(({ check }) => check === 'in-force')).toMatchObject({
      severity: 'hard',
      printed: 40,
      expected: 41,
      cells: ['t2.normative.in_force', 't2.normative.repealed', 't2.normative.made'],
    });
  });

  it('has more closed than the rest of the year before and the year brought, in 2014', () => {
    const now = changed(sample(cn2014, 5, { year: 2016 }), { '3.1': 4, '3.2': 9, '3.3': 9 });
    const before = changed(sample(cn2014, 6, { year: 2015 }), { '3.1': 8, '3.2': 6 });
    expect(
      checkReport({ report: now, previous: before }).findings.find(
        ({ check }) => check === 'carry-over',
      ),
    ).toMatchObject({ severity: 'soft', printed: 9, expected: 6 });
  });
});

describe('the checks', () => {
  it('never fail on any sentences and cells a file may hold', () => {
    const statement = tuple(
      constantFrom('count' as const, 'sum' as const, 'percent' as const, 'growth' as const),
      integer({ min: -1000, max: 1000 }),
      array(integer({ min: -9, max: 99 }), { maxLength: 3 }),
      constantFrom('', '比上年增加17条', '同比下降5%', '约60余件', 'XX'),
    ).map(([kind, value, parts, text]) => ({ kind, value, parts, text, base: parts[0] ?? 0 }));
    assert(
      property(
        constantFrom('free', ...forms.map(({ id }) => id)),
        array(statement, { maxLength: 6 }),
        integer(),
        (id, statements, seed) => {
          const outcome = checkReport({ report: sample(named(id), seed, { statements }) });
          for (const { zh, en, check } of outcome.findings)
            expect([zh.length > 4, en.length > 4, CHECK_NAMES.includes(check)]).not.toContain(
              false,
            );
          expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
        },
      ),
      some,
    );
  });

  it('are all explained in both languages', () => {
    for (const name of CHECK_NAMES)
      expect([checkMeanings[name].zh, checkMeanings[name].en]).not.toContain('');
  });

  it('say so where the form is not known', () => {
    const outcome = checkReport({ report: sample(cn2021, 1, { format: 'cn-1999' }) });
    expect(outcome.findings).toEqual([]);
    expect(outcome.checked.skipped).toHaveLength(CHECK_NAMES.length);
  });
});
