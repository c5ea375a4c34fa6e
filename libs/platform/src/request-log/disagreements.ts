import type { Day } from '@gongkai/kernel';
import { attestedDefectNames, daysStatedOf, type AttestedDefect } from '@gongkai/request';
import type { Item } from './ledger.js';
import {
  share,
  type Explanation,
  type Printed,
  type Rules,
  type Totals,
  type View,
} from './totals.js';

/** Something printed that the events do not bear out, and why. */
export type Disagreement = {
  /** `total` of the published figures, `row` of the register, `period` of the file itself. */
  kind: 'total' | 'row' | 'period';
  /** Number of the case; null where no single one is meant. */
  id: string | null;
  field: string;
  printed: string | number | null;
  computed: string | number | null;
  why: string;
};

/** As many numbers as a sentence bears; each of them has a line of its own besides. */
const NAMED_MAX = 60;

const shortened = (names: readonly string[]): string => {
  const more = names.length - NAMED_MAX;
  return names.slice(0, NAMED_MAX).join('、') + (more > 0 ? `… (+${more})` : '');
};
const namesOf = (items: readonly Item[]): string => shortened(items.map(({ of }) => of.number));

type Words = { zh: string; en: string };
const wordsOf = (zh: string, en: string): Words => ({ zh, en });
/** First everything in Chinese, then everything in English. */
const said = (...words: readonly Words[]): string =>
  [words.map(({ zh }) => zh).join(''), ...words.map(({ en }) => en)].join(' ');

const saidOnce = (zh: string, en: string): string => said({ zh, en });

type Compared = { rules: Rules; figures: Printed; totals: Totals };

/** Totals that differ from the printed ones, each with the rows that make the difference. */
export const totalDisagreements = (
  items: readonly Item[],
  view: View,
  { rules, figures, totals }: Compared,
  explanation: Explanation,
): Disagreement[] =>
  Object.entries(figures).flatMap(([key, printed]): Disagreement[] => {
    const total = { kind: 'total' as const, id: null, field: key, printed };
    const rule = rules.get(key);
    if (rule === undefined) {
      const why = said(
        wordsOf(
          '不知道这一项统计什么;请在对照表的 published 中写明。',
          'What this counts is not known; say so under "published" of a mapping.',
        ),
      );
      return [{ ...total, computed: null, why }];
    }
    const computed = totals.get(key)!;
    if (computed === printed) return [];
    const changed = items.filter(
      (item) =>
        share(rule, item, view) !== share(rule, readAs(item, explanation), explanation.view),
    );
    const words = [
      ...whyTotal({ changed, computed, printed, view }, explanation),
      ...(rule === 'processed' || rule === 'pendingEnd' ? leftOut(items, view, explanation) : []),
      ...unexplained(printed, explanation.totals.get(key)!),
    ];
    return [{ ...total, computed, why: said(...words) }];
  });

const readAs = (item: Item, { readings }: Explanation): Item => {
  const end = readings.get(item);
  return end ? { ...item, end } : item;
};

type Difference = { changed: readonly Item[]; computed: number; printed: number; view: View };

const whyTotal = (
  { changed, computed, printed, view }: Difference,
  { view: { endsBy }, until, readings }: Explanation,
): Words[] => {
  const difference = `${printed > computed ? '+' : ''}${printed - computed}`;
  const cut = changed.filter((item) => !readings.has(item));
  const read = changed.filter((item) => readings.has(item));
  return [
    wordsOf(`公布数与事件相差 ${difference}。`, `Printed and computed differ by ${difference}.`),
    ...(cut.length > 0 ? [whyCut(cut, endsBy, until, view)] : []),
    ...(read.length > 0
      ? [
          wordsOf(
            `自相矛盾的登记按另一种读法计入:${namesOf(read)}。`,
            `Entries that contradict themselves, read the other way: ${namesOf(read)}.`,
          ),
        ]
      : []),
  ];
};

const whyCut = (cut: readonly Item[], endsBy: Day, until: Day | null, { to }: View): Words => {
  const names = namesOf(cut);
  if (endsBy < to)
    return wordsOf(
      `公布数只计到 ${endsBy} 的答复,未计入其后答复的 ${names}。`,
      `It counts answers up to ${endsBy} only and leaves out ${names}.`,
    );
  const [zh, en] =
    until === null
      ? ['或更晚', ' or later']
      : until === endsBy
        ? ['', '']
        : [`(至 ${until} 均可)`, ` (any day to ${until} gives the same)`];
  return wordsOf(
    `期末为 ${to},公布数却把答复计到 ${endsBy}${zh},计入了期末之后才答复的 ${names}。`,
    `The period ends on ${to}, but answers are counted up to ${endsBy}${en}; answered after the period: ${names}.`,
  );
};

/** Answered after the period like the others, and yet not counted with them. */
const leftOut = (
  items: readonly Item[],
  view: View,
  { view: { endsBy } }: Explanation,
): Words[] => {
  if (endsBy <= view.to) return [];
  const left = items.filter(
    ({ receivedOn, end }) => receivedOn <= view.to && end !== null && end.on > endsBy,
  );
  if (left.length === 0) return [];
  const names = shortened(left.map(({ of, end }) => `${of.number} (${end!.on})`));
  return [
    wordsOf(
      `同样在期末之后答复而没有计入的:${names}。`,
      `Answered after the period, too, but not counted: ${names}.`,
    ),
  ];
};

const unexplained = (printed: number, reached: number): Words[] =>
  printed === reached
    ? []
    : [
        wordsOf(
          `其余 ${Math.abs(printed - reached)} 件在登记中找不到原因。`,
          `For the other ${Math.abs(printed - reached)} no entry gives a reason.`,
        ),
      ];

/** What is wrong within the register, and what each row does to the totals. */
export const rowDisagreements = (
  items: readonly Item[],
  view: View,
  rules: Rules,
  explanation: Explanation,
): Disagreement[] =>
  items
    .filter(({ receivedOn, end }) => receivedOn <= view.to && (end === null || end.on >= view.from))
    .sort((a, b) => (a.of.number < b.of.number ? -1 : 1))
    .flatMap((item) => [...ofRegister(item), ...ofTotals(item, view, rules, explanation)]);

const ofTotals = (
  item: Item,
  view: View,
  rules: Rules,
  { view: counted, readings }: Explanation,
): Disagreement[] => {
  const { of, end } = item;
  const row = { kind: 'row' as const, id: of.number };
  const reading = readings.get(item);
  if (reading)
    return [
      {
        ...row,
        field: 'outcome',
        printed: reading.outcome,
        computed: end?.outcome ?? null,
        why: saidOnce(
          '只有按另一种读法计,统计数才与公布数相符。',
          'Only read the other way does it give the printed totals.',
        ),
      },
    ];
  const key = [...rules].find(
    ([, rule]) => share(rule, item, view) !== share(rule, item, counted),
  )?.[0];
  if (key === undefined || end === null) return [];
  const [printed, computed] = [share('processed', item, counted), share('processed', item, view)];
  const why =
    end.on > view.to
      ? saidOnce(
          `${end.on} 才答复,晚于期末 ${view.to};公布数把它计为期内办结。`,
          `Answered on ${end.on}, after the period ended on ${view.to}; the printed totals count it as processed.`,
        )
      : saidOnce(
          `${end.on} 已答复,在期末 ${view.to} 之前;公布数没有计入。`,
          `Answered on ${end.on}, before the period ended on ${view.to}; the printed totals leave it out.`,
        );
  return [{ ...row, field: 'processed', printed, computed, why }];
};

const ofRegister = ({ of: { number, attested }, receivedOn, end }: Item): Disagreement[] => {
  if (attested === null) return [];
  const { stated, daysCounted } = attested;
  const words = [stated.disposition, stated.secondDisposition].filter((word) => word !== null);
  const disposition = words.length === 0 ? null : words.join(' / ');
  const entries: Readonly<
    Record<AttestedDefect, Pick<Disagreement, 'field' | 'printed' | 'computed'>>
  > = {
    numberTwice: { field: 'number', printed: stated.number, computed: number },
    twoDispositions: { field: 'disposition', printed: disposition, computed: end?.outcome ?? null },
    dispositionMissing: { field: 'disposition', printed: null, computed: end?.outcome ?? null },
    endMissing: { field: 'endedOn', printed: null, computed: null },
    endBeforeReceipt: { field: 'endedOn', printed: stated.endedOn, computed: null },
    confirmedBeforeReceipt: { field: 'confirmedOn', printed: stated.confirmedOn, computed: null },
    daysMissing: { field: 'days', printed: null, computed: daysCounted },
    daysUnreadable: { field: 'days', printed: null, computed: daysCounted },
    daysDiffer: {
      field: 'days',
      printed: stated.days === null ? null : daysStatedOf(stated.days),
      computed: daysCounted,
    },
  };
  return attested.defects.map((defect) => {
    const { zh, en } = attestedDefectNames[defect];
    const span =
      defect === 'daysDiffer' ? ` (${stated.confirmedOn ?? receivedOn} → ${end?.on ?? '—'})` : '';
    return {
      kind: 'row' as const,
      id: number,
      ...entries[defect],
      why: saidOnce(`${zh}${span}。`, `${en[0]!.toUpperCase()}${en.slice(1)}${span}.`),
    };
  });
};
