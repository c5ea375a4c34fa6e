import { dayNumber, nationalCalendar } from '@gongkai/calendar';
import { fold } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import type { CommandOf, SuitCommandData } from './commands.js';
import { suitAggregate, suitDecider } from './decider.js';
import type { Act, Earlier, SuitFacts } from './decider.state.js';
import type { SuitEvent, SuitEventNamed } from './events.js';
import { outcomes } from './outcomes.js';

const facts: SuitFacts = {
  today: '2026-11-20',
  actor: { kind: 'officer', id: 'legal1' },
  calendar: nationalCalendar,
  calendarRevision: 0,
};
const { given } = specFor(suitDecider, facts);

const suitId = 's1';
const act: Act = {
  agency: 'agency1',
  decidedOn: '2026-01-08',
  knownOn: '2026-01-09',
  ground: null,
};
const file = (more: Partial<CommandOf<'file'>> = {}): CommandOf<'file'> => ({
  type: 'file',
  suitId,
  agency: 'agency1',
  role: 'respondent',
  route: 'direct',
  jointWith: [],
  reconsiderationId: null,
  challenged: { kind: 'reply', requestId: 'r1', replyId: 'a1' },
  court: '衡阳铁路运输法院',
  subject: '不服政府信息公开答复',
  filedOn: '2026-03-02',
  knownOn: null,
  told: true,
  toldOn: null,
  decidedOn: null,
  person: 'p1',
  plaintiff: null,
  ...more,
});
const filedBy = (command: CommandOf<'file'>, more: Partial<SuitFacts> = {}): SuitEvent[] =>
  given().when(command, { act, ...more }).outcome as SuitEvent[];
const filed = filedBy(file());
const dataOf = (events: readonly SuitEvent[]) => (events[0] as SuitEventNamed<'SuitFiled'>).data;

/** What comes of commands one after the other; each must be taken. */
const after = (...commands: SuitCommandData[]): SuitEvent[] => {
  let events = [...filed];
  for (const command of commands) {
    const decided = suitDecider.decide(fold(suitDecider, events), command, facts);
    if (!Array.isArray(decided)) throw new Error(decided.code);
    events = [...events, ...decided];
  }
  return events;
};
const copy: SuitCommandData = { type: 'receiveCopy', suitId, on: '2026-03-10' };
const judge = (more: Partial<CommandOf<'judge'>> = {}): CommandOf<'judge'> => ({
  type: 'judge',
  suitId,
  outcome: 'claimsDismissed',
  number: '(2026)湘8602行初12号',
  judgedOn: '2026-05-20',
  servedOn: '2026-05-22',
  order: null,
  ...more,
});
const appeal: SuitCommandData = {
  type: 'appeal',
  suitId,
  by: 'plaintiff',
  court: '衡阳市中级人民法院',
  on: '2026-06-01',
};
const second = (more: Partial<CommandOf<'judge'>> = {}) =>
  judge({ judgedOn: '2026-08-18', servedOn: '2026-08-20', ...more });

describe('filing a suit', () => {
  it('holds the day against six months from knowing the reply', () => {
    expect(dataOf(filed)).toMatchObject({
      late: false,
      reviewSkipped: false,
      consequenceArticle: null,
      decidedOn: '2026-01-08',
      limit: { kind: 'direct', from: '2026-01-09', lastDay: '2026-07-09' },
    });
  });

  it('records lateness with what the law makes of it, does not refuse it', () => {
    expect(dataOf(filedBy(file({ filedOn: '2026-07-10' })))).toMatchObject({
      late: true,
      consequenceArticle: '法释〔2018〕1号第六十九条',
    });
  });

  it('gives a year from knowing the act where the right to sue was not told', () => {
    const untold = dataOf(filedBy(file({ told: false, filedOn: '2026-11-20' })));
    expect(untold).toMatchObject({ late: false, limit: { kind: 'untold', lastDay: '2027-01-11' } });
    const toldLater = dataOf(filedBy(file({ told: false, toldOn: '2026-02-02' })));
    expect(toldLater.limit).toMatchObject({ lastDay: '2026-08-03' });
  });

  it('gives fifteen days after a reconsideration, and names the body that upheld as a party', () => {
    const earlier: Earlier = {
      body: '衡阳市人民政府',
      sameAct: true,
      endedOn: '2026-03-16',
      receivedOn: '2026-03-18',
      upheld: true,
    };
    const command = file({
      route: 'afterReconsideration',
      reconsiderationId: 'f1',
      filedOn: '2026-04-02',
    });
    const [first, party] = filedBy(command, { earlier });
    expect(dataOf([first!])).toMatchObject({ late: false, limit: { lastDay: '2026-04-02' } });
    expect(party).toMatchObject({ type: 'SuitPartyJoined', data: { kind: 'reviewBody' } });
    expect(dataOf(filedBy({ ...command, filedOn: '2026-04-03' }, { earlier })).late).toBe(true);
    const when = (changed: Partial<Earlier> | null) =>
      given().when(command, { act, earlier: changed && { ...earlier, ...changed } });
    when(null).thenRejected('litigation.reconsiderationUnknown', 'reconsiderationId');
    when({ sameAct: false }).thenRejected('litigation.reconsiderationOther');
    when({ endedOn: null }).thenRejected('litigation.reconsiderationOpen');
    expect(filedBy({ ...command, role: 'coDefendantReviewBody' }, { earlier })).toHaveLength(1);
  });

  it('runs from the end of the reply period where the agency was silent', () => {
    const silent = { ...act, decidedOn: null, knownOn: '2026-02-05' };
    const command = file({ challenged: { kind: 'silence', requestId: 'r1' } });
    expect(dataOf(filedBy(command, { act: silent })).limit).toMatchObject({
      kind: 'silence',
      lastDay: '2026-08-05',
      article: '法释〔2018〕1号第六十六条',
    });
  });

  it('flags a refusal on articles 14 to 16 since 2024 that was not reconsidered first', () => {
    const withheld = { ...act, ground: 'personalPrivacy' };
    expect(dataOf(filedBy(file(), { act: withheld }))).toMatchObject({
      reviewSkipped: true,
      consequenceArticle: '行政复议法第二十三条',
    });
    const before = { ...withheld, decidedOn: '2023-12-20', knownOn: '2023-12-22' };
    const then = file({ filedOn: '2024-01-10' });
    expect(dataOf(filedBy(then, { act: before })).reviewSkipped).toBe(false);
    const need = { ...act, ground: 'noSpecialNeed' };
    expect(dataOf(filedBy(file(), { act: need })).reviewSkipped).toBe(false);
  });

  it('is refused before there is an act, for another agency, and on days that cannot be', () => {
    given().when(file(), { act: null }).thenRejected('litigation.nothingToChallenge', 'challenged');
    given()
      .when(file({ filedOn: '2026-01-05' }), { act })
      .thenRejected('litigation.nothingToChallenge', 'filedOn');
    given()
      .when(file({ agency: 'agency2' }), { act })
      .thenRejected('litigation.otherAgency', 'agency');
    given()
      .when(file({ filedOn: '2026-11-21' }), { act })
      .thenRejected('litigation.dayImpossible', 'filedOn');
    given()
      .when(file({ filedOn: '2008-04-30' }), { act })
      .thenRejected('litigation.dayImpossible', 'filedOn');
    given()
      .when(file({ knownOn: '2025-01-01' }), { act })
      .thenRejected('litigation.dayImpossible', 'knownOn');
    given()
      .when(file({ knownOn: '2026-03-03' }), { act })
      .thenRejected('litigation.nothingToChallenge', 'knownOn');
    given()
      .when(file(), { act, agencyActive: false })
      .thenRejected('litigation.agencyUnknown', 'agency');
    given(...filed)
      .when(file(), { act })
      .then();
  });

  it('takes acts that are not kept here as they are told, without a period where no day is known', () => {
    const command = file({ challenged: { kind: 'elsewhere', subject: '其他机关的答复' } });
    const [event] = given().when(command).outcome as SuitEvent[];
    expect(dataOf([event!])).toMatchObject({ limit: null, late: false });
    const known = { ...command, decidedOn: '2014-11-03', knownOn: '2014-11-20' };
    // Three months end in the Spring Festival: on the next working day.
    const [old] = given().when({ ...known, filedOn: '2015-02-26' }).outcome as SuitEvent[];
    expect(dataOf([old!])).toMatchObject({
      late: true,
      limit: { edition: '1989', lastDay: '2015-02-25' },
    });
  });

  it('lets only a joint respondent name who counts the suit first, and these above it', () => {
    const joint = file({ role: 'jointRespondent', jointWith: ['node1'], agency: 'agency2' });
    expect(dataOf(filedBy(joint)).jointWith).toEqual(['node1']);
    const state = fold(suitDecider, filedBy(joint));
    expect(suitAggregate.agencyOf(state)).toBe('agency2~node1');
    given()
      .when(file({ jointWith: ['node1'] }), { act })
      .thenRejected('litigation.jointOnly', 'jointWith');
    given()
      .when(joint, { act, wrongNode: { name: '县统计局', below: true } })
      .thenRejected('litigation.countedBelow', 'jointWith');
    given()
      .when(joint, { act, wrongNode: { name: 'x', below: false } })
      .thenRejected('litigation.nodeUnknown', 'jointWith');
  });
});

describe('the course of a suit', () => {
  it('is accepted once, under its number', () => {
    const accept: SuitCommandData = { type: 'accept', suitId, number: '12', on: '2026-03-06' };
    given(...filed)
      .when(accept)
      .then({
        type: 'SuitAccepted',
        data: { suitId, on: '2026-03-06', number: '12', recordedBy: 'legal1' },
      });
    given(...after(accept))
      .when(accept)
      .thenRejected('litigation.accepted');
    given().when(accept).thenRejected('litigation.unknown', 'suitId');
  });

  it('names other parties: agencies in clear, people sealed', () => {
    const join: CommandOf<'joinParty'> = {
      type: 'joinParty',
      suitId,
      kind: 'thirdParty',
      name: null,
      person: { key: 'p2', nonce: 'n', ciphertext: 'c', commitment: 'm' },
      on: '2026-03-06',
    };
    expect(given(...filed).when(join).outcome).toHaveLength(1);
    given(...filed)
      .when({ ...join, person: null })
      .thenRejected('litigation.partyUnnamed', 'name');
    given(...filed)
      .when({ ...join, kind: 'jointRespondent' })
      .thenRejected('litigation.partyUnnamed');
  });

  it('is answered within fifteen days of the copy; later is on record as late', () => {
    const [received] = given(...filed).when(copy).outcome as SuitEvent[];
    expect(received!.data).toMatchObject({ instance: 1, answerBy: '2026-03-25' });
    const answer: SuitCommandData = { type: 'answer', suitId, digest: null, on: '2026-03-26' };
    given(...filed)
      .when(answer)
      .thenRejected('litigation.copyMissing');
    const [late] = given(...after(copy)).when(answer).outcome as SuitEvent[];
    expect(late!.data).toMatchObject({ late: true, answerBy: '2026-03-25' });
    given(...after(copy))
      .when(copy)
      .thenRejected('litigation.copyReceived');
    given(...after(copy, answer))
      .when(answer)
      .thenRejected('litigation.answered');
    given(...after(copy))
      .when(answer, { missingFile: 'f' })
      .thenRejected('litigation.fileUnknown', 'digest');
  });

  it('moves the last day to answer with the calendar, only while it is awaited', () => {
    const again: SuitCommandData = { type: 'recalculate', suitId, notice: 'n', reason: 'r' };
    const exceptions = new Map(nationalCalendar.exceptions);
    exceptions.set(dayNumber('2026-03-25'), { working: false, name: '放假' });
    const calendar = { ...nationalCalendar, exceptions };
    const [moved] = given(...after(copy)).when(again, { calendar, calendarRevision: 3 })
      .outcome as SuitEvent[];
    expect(moved).toMatchObject({ data: { from: '2026-03-25', to: '2026-03-26', calendar: 3 } });
    given(...after(copy))
      .when(again)
      .then();
    const answered = after(copy, { type: 'answer', suitId, digest: null, on: '2026-03-20' });
    given(...answered)
      .when(again, { calendar })
      .then();
  });

  const evidence = (on: string, madeOn: string | null = null): CommandOf<'fileEvidence'> => ({
    type: 'fileEvidence',
    suitId,
    items: [{ title: '检索记录', digest: null, madeOn }],
    on,
  });

  it('marks evidence that was made after the act', () => {
    const made = (madeOn: string) =>
      given(...after(copy)).when(evidence('2026-03-20', madeOn)).outcome as SuitEvent[];
    expect(made('2026-01-09')[0]!.data).toMatchObject({ items: [{ afterDecision: true }] });
    expect(made('2026-01-08')[0]!.data).toMatchObject({ items: [{ afterDecision: false }] });
    given(...after(copy))
      .when(evidence('2026-03-20'), { missingFile: 'f' })
      .thenRejected('litigation.fileUnknown', 'items');
    given(...filed)
      .when(evidence('2026-03-20'))
      .thenRejected('litigation.copyMissing');
  });

  it('takes late evidence as none, unless the court lets it come later', () => {
    const [late] = given(...after(copy)).when(evidence('2026-04-01')).outcome as SuitEvent[];
    expect(late!.data).toMatchObject({ late: true, counts: false, lastDay: '2026-03-25' });
    const permit: SuitCommandData = {
      type: 'permitDelay',
      suitId,
      until: '2026-04-03',
      reason: '不可抗力',
      on: '2026-03-24',
    };
    given(...filed)
      .when(permit)
      .thenRejected('litigation.copyMissing');
    const [inTime] = given(...after(copy, permit)).when(evidence('2026-04-01'))
      .outcome as SuitEvent[];
    expect(inTime!.data).toMatchObject({ late: false, counts: true, lastDay: '2026-04-03' });
  });

  it('notes once that no evidence came', () => {
    const note: SuitCommandData = { type: 'noteEvidenceMissed', suitId };
    const missed: SuitEvent = {
      type: 'EvidenceMissed',
      data: {
        suitId,
        role: 'respondent',
        route: 'direct',
        lastDay: '2026-03-25',
        article: '行政诉讼法第三十四条',
        notedOn: '2026-03-26',
      },
    };
    given(...filed)
      .when(note)
      .then();
    given(...after(copy))
      .when(note, { today: '2026-03-25' })
      .then();
    given(...after(copy))
      .when(note, { today: '2026-03-26' })
      .then(missed);
    given(...after(copy), missed)
      .when(note)
      .then();
    given(...after(copy, evidence('2026-03-20')))
      .when(note)
      .then();
  });
});

describe('the end of a suit', () => {
  const conclude: SuitCommandData = { type: 'conclude', suitId, on: '2026-06-09' };

  it('can be appealed for fifteen days, and takes effect when nobody did', () => {
    const [judged] = given(...filed).when(judge()).outcome as SuitEvent[];
    // The fifteenth day is a Saturday: the next working day.
    expect(judged!.data).toMatchObject({ appealBy: '2026-06-08', tableOutcome: 'upheld' });
    given(...after(judge()))
      .when({ ...conclude, on: '2026-06-08' })
      .thenRejected('litigation.appealOpen', 'on');
    const [ended] = given(...after(judge())).when(conclude).outcome as SuitEvent[];
    expect(ended).toMatchObject({
      type: 'SuitConcluded',
      data: { tableOutcome: 'upheld', concludedOn: '2026-06-09', order: null, anew: null },
    });
    given(...filed)
      .when(conclude)
      .thenRejected('litigation.notJudged');
    given(...after(judge(), appeal))
      .when(conclude)
      .thenRejected('litigation.appealed');
    given(...after(judge()))
      .when(judge())
      .thenRejected('litigation.judged');
  });

  it('gives ten days against a ruling, none where no appeal lies', () => {
    const [ruled] = given(...filed).when(judge({ outcome: 'suitRejected' })).outcome as SuitEvent[];
    expect(ruled!.data).toMatchObject({ ruling: true, appealBy: '2026-06-01' });
    const events = given(...filed).when(judge({ outcome: 'withdrawn' })).outcome as SuitEvent[];
    expect(events.map(({ type }) => type)).toEqual(['SuitJudged', 'SuitConcluded']);
    expect(events[1]!.data).toMatchObject({ tableOutcome: 'other', instance: 1 });
    given(...after(judge({ outcome: 'mediated' })))
      .when(appeal)
      .thenRejected('litigation.concluded');
  });

  it('keeps outcomes to their instance and edition', () => {
    given(...filed)
      .when(judge({ outcome: 'remanded' }))
      .thenRejected('litigation.outcomeUnfit', 'outcome');
    given(...filed)
      .when(judge({ outcome: 'upheld' }))
      .thenRejected('litigation.outcomeUnfit');
    given(...after(judge(), appeal))
      .when(second({ outcome: 'notAccepted' }))
      .thenRejected('litigation.outcomeUnfit');
    given(...filed)
      .when(judge({ order: { days: 15 } }))
      .thenRejected('litigation.orderUnfit', 'order');
    expect(Object.values(outcomes).every(({ zh, en }) => zh !== '' && en !== '')).toBe(true);
  });

  it('records a late appeal as late; an appeal needs a judgment', () => {
    given(...filed)
      .when(appeal)
      .thenRejected('litigation.notJudged');
    const [late] = given(...after(judge())).when({ ...appeal, on: '2026-06-09' })
      .outcome as SuitEvent[];
    expect(late!.data).toMatchObject({ late: true, appealBy: '2026-06-08' });
    given(...after(judge(), appeal))
      .when(appeal)
      .thenRejected('litigation.appealed');
  });

  it('counts what the appeal left standing, with its order to answer anew', () => {
    const quashed = judge({ outcome: 'quashed', order: { days: 15 } });
    const anew = { requestId: 'r1', replyId: 'a1', opensRound: true };
    const events = given(...after(quashed, appeal)).when(second({ outcome: 'appealDismissed' }), {
      anew,
    }).outcome as SuitEvent[];
    expect(events[1]).toMatchObject({
      type: 'SuitConcluded',
      data: {
        instance: 2,
        tableOutcome: 'corrected',
        order: { kind: 'answerAnew', days: 15 },
        anew,
        concludedOn: '2026-08-20',
      },
    });
    const changed = given(...after(judge(), appeal)).when(second({ outcome: 'quashed' }))
      .outcome as SuitEvent[];
    expect(changed[1]!.data).toMatchObject({ tableOutcome: 'corrected', order: null });
  });

  it('begins again when it is sent back', () => {
    const back = after(
      copy,
      judge(),
      appeal,
      { type: 'receiveCopy', suitId, on: '2026-06-15' },
      second({ outcome: 'remanded' }),
    );
    const state = fold(suitDecider, back);
    expect(state).toMatchObject({ instance: 1, first: null, second: null, status: 'pending' });
    expect(state.copies).toHaveLength(1);
    const again = judge({ outcome: 'unlawful', judgedOn: '2026-10-20', servedOn: null });
    expect(given(...back).when(again).outcome).toHaveLength(1);
  });

  it('is undone on the day it was counted, and goes on', () => {
    const ended = after(judge(), conclude);
    const undo: SuitCommandData = { type: 'undoConclusion', suitId, reason: '已在期限内上诉' };
    const [undone] = given(...ended).when(undo).outcome as SuitEvent[];
    expect(undone!.data).toMatchObject({ concludedOn: '2026-06-09', tableOutcome: 'upheld' });
    expect(given(...ended, undone!).when(appeal).outcome).toHaveLength(1);
    given(...filed)
      .when(undo)
      .thenRejected('litigation.notConcluded');
    given(...ended)
      .when(copy)
      .thenRejected('litigation.concluded');
    given(...ended)
      .when({ type: 'noteEvidenceMissed', suitId })
      .then();
    given(...ended)
      .when(file())
      .then();
  });

  it('is carried out once, when it corrected anything', () => {
    const done: SuitCommandData = {
      type: 'recordExecution',
      suitId,
      how: '已重新答复',
      dueOn: '2026-07-01',
      on: '2026-07-02',
    };
    const corrected = after(judge({ outcome: 'performOrdered' }), conclude);
    const [executed] = given(...corrected).when(done).outcome as SuitEvent[];
    expect(executed!.data).toMatchObject({ late: true, on: '2026-07-02' });
    given(...corrected, executed!)
      .when(done)
      .thenRejected('litigation.executed');
    given(...after(judge(), conclude))
      .when(done)
      .thenRejected('litigation.nothingToExecute');
    given(...filed)
      .when(done)
      .thenRejected('litigation.notConcluded');
  });

  it('is voided with everything it had counted', () => {
    const undo: SuitCommandData = { type: 'void', suitId, cause: 'duplicate' };
    const ended = after(judge(), conclude);
    const events = given(...ended).when(undo).outcome as SuitEvent[];
    expect(events.map(({ type }) => type)).toEqual(['SuitConclusionUndone', 'SuitVoided']);
    const voided = [...filed, ...(given(...filed).when(undo).outcome as SuitEvent[])];
    given(...voided)
      .when(copy)
      .thenRejected('litigation.voided');
    given(...voided)
      .when({ type: 'recalculate', suitId, notice: 'n', reason: 'r' })
      .then();
  });
});
