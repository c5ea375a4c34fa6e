import type { EntryCommand, EntryFacts } from '@gongkai/entries';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import type { RuleListCommandData } from './commands.js';
import {
  ruleListAggregate,
  spokespersonAggregate,
  workRuleAggregate,
  type WorkRuleFacts,
} from './decider.js';
import type {
  RuleListEvent,
  Spokesperson,
  SpokespersonEvent,
  WorkRule,
  WorkRuleEvent,
} from './events.js';
import { STARTER_RULES } from './rule-list.js';

const facts: WorkRuleFacts & EntryFacts = {
  today: '2026-03-04',
  actor: { kind: 'officer', id: 'clerk' },
  agencyActive: true,
  listed: ['secrecy', 'annualReport'],
};
const id = 'r1';

const rule: WorkRule = {
  agency: 'agency1',
  kind: 'secrecy',
  title: '政府信息公开保密审查办法',
  documentNumber: '南政办发〔2019〕3号',
  stage: 'trial',
  edition: null,
  inForceFrom: '2019-06-01',
  publishedOn: '2019-06-10',
  documentId: null,
  address: null,
};

describe('a rule of an agency', () => {
  const { given } = specFor(workRuleAggregate.decider, facts);
  const entered = (entry: WorkRule, version = 1): WorkRuleEvent => ({
    type: 'WorkRuleEntered',
    data: { id, version, entry, by: 'clerk' },
  });
  const withdrawn: WorkRuleEvent = {
    type: 'WorkRuleWithdrawn',
    data: { id, version: 1, entry: rule, reason: '误登', by: 'clerk' },
  };
  const ended: WorkRuleEvent = {
    type: 'WorkRuleEnded',
    data: { id, version: 1, entry: rule, on: '2021-06-01', reason: '试行期满', by: 'clerk' },
  };
  const enter = (value: WorkRule): EntryCommand<WorkRule> => ({ type: 'enter', id, value });
  const end: EntryCommand<WorkRule> = { type: 'end', id, on: '2021-06-01', reason: '试行期满' };

  it('is entered as one edition, on the list or beside it', () => {
    given().when(enter(rule)).then(entered(rule));
    const beside = { ...rule, kind: null };
    given().when(enter(beside)).then(entered(beside));
    given()
      .when(enter({ ...rule, kind: 'unheardOf' }))
      .thenRejected('registers.ruleNotListed', 'kind');
  });

  it('is in force and published on days that can be, of an agency there was', () => {
    given()
      .when(enter({ ...rule, inForceFrom: '2026-03-05' }))
      .thenRejected('registers.dayImpossible', 'inForceFrom');
    given()
      .when(enter({ ...rule, publishedOn: '2026-03-05' }))
      .thenRejected('registers.publishedOnImpossible', 'publishedOn');
    given()
      .when(enter(rule), { agencyActive: false })
      .thenRejected('registers.agencyUnknown', 'agency');
  });

  it('ends on its day, once, and is taken back for good', () => {
    given(entered(rule)).when(end).then(ended);
    given(entered(rule), ended).when(end).thenRejected('registers.ended');
    const resume: EntryCommand<WorkRule> = { type: 'resume', id, reason: 'r' };
    given(entered(rule)).when(resume).thenRejected('registers.notEnded');
    const back: EntryCommand<WorkRule> = { type: 'withdraw', id, reason: '误登' };
    given(entered(rule)).when(back).then(withdrawn);
    given(entered(rule), withdrawn).when(end).thenRejected('registers.withdrawn');
    given().when(end).thenRejected('registers.unknown');
  });

  it('becomes final by a correction or by an edition of its own, never silently', () => {
    const final = { ...rule, stage: 'final' as const };
    given(entered(rule))
      .when({ type: 'correct', id, value: final, reason: '误登' })
      .then(withdrawn, entered(final, 2));
  });
});

describe('a spokesperson', () => {
  const { given } = specFor(spokespersonAggregate.decider, facts);
  const value: Spokesperson = {
    agency: null,
    name: '某某',
    post: '副主任',
    officePhone: '0734-8550000',
    since: '2020-01-01',
  };
  const appointed: SpokespersonEvent = {
    type: 'SpokespersonAppointed',
    data: { id, version: 1, entry: value, by: 'clerk' },
  };
  it('is appointed from a day and released on another', () => {
    given().when({ type: 'enter', id, value }).then(appointed);
    given(appointed)
      .when({ type: 'end', id, on: '2024-05-31', reason: '调离' })
      .then({
        type: 'SpokespersonReleased',
        data: { id, version: 1, entry: value, on: '2024-05-31', reason: '调离', by: 'clerk' },
      });
    given()
      .when({ type: 'enter', id, value: { ...value, since: '2026-03-05' } })
      .thenRejected('registers.dayImpossible', 'since');
  });
});

describe('the list of rules', () => {
  const { given } = specFor(ruleListAggregate.decider, facts);
  const entries = [{ kind: 'secrecy', zh: '保密审查制度', en: 'Secrecy review' }];
  const adopt = (more: Partial<RuleListCommandData> = {}): RuleListCommandData => ({
    type: 'adopt',
    entries,
    basis: null,
    ...more,
  });
  const adopted: RuleListEvent = {
    type: 'RuleListAdopted',
    data: { entries, adoptedOn: '2026-03-04', basis: null, adoptedBy: 'clerk' },
  };

  it('is a starter until a government adopts one of its own', () => {
    expect(ruleListAggregate.decider.initial.entries).toBe(STARTER_RULES);
    given().when(adopt()).then(adopted);
    given(adopted).when(adopt()).then();
  });

  it('names each rule once, and is adopted on a day that can be', () => {
    given()
      .when(adopt({ entries: [...entries, ...entries] }))
      .thenRejected('registers.kindTwice', 'entries');
    given()
      .when(adopt({ adoptedOn: '2026-03-05' }))
      .thenRejected('registers.dayImpossible', 'adoptedOn');
  });

  it('is what was adopted last', () => {
    const kinds = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(kinds, { minLength: 1, maxLength: 5 }), (lists) => {
        const { decider } = ruleListAggregate;
        let state = decider.initial;
        for (const list of lists) {
          const asked = adopt({ entries: list.map((kind) => ({ kind, zh: kind, en: kind })) });
          const decided = decider.decide(state, asked, facts) as RuleListEvent[];
          state = decided.reduce(decider.evolve, state);
        }
        expect(state.entries.map(({ kind }) => kind)).toEqual(lists.at(-1));
      }),
    );
  });
});
