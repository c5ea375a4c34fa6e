import { decode, Rejection, type Actor } from '@gongkai/kernel';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import type { SecrecyCommand } from './commands.js';
import { secrecyCommands } from './commands.js';
import {
  decideSecrecy,
  evolveSecrecy,
  noSecrecy,
  secrecyPassedFor,
  voidSecrecy,
  type Secrecy,
  type SecrecySubject,
} from './decider.js';
import { articleOf, editionOn, GroundCode, grounds } from './decider.grounds.js';
import { secrecyErrors } from './errors.js';
import { secrecyEvents, type SecrecyEvent } from './events.js';
import { secrecyPolicyFor } from './policy.js';

const subject: SecrecySubject = {
  host: 'document',
  id: 'doc1',
  contentDigest: 'digest1',
  authors: ['author'],
  agency: 'agency1',
};
const reviewer: Actor = { kind: 'officer', id: 'reviewer', agency: 'agency1' };
const facts = { today: '2026-03-02', actor: reviewer };

const run = (
  commands: readonly (SecrecyCommand | [SecrecyCommand, Partial<typeof facts>])[],
  of: SecrecySubject = subject,
) => {
  let state: Secrecy = noSecrecy;
  let outcome: SecrecyEvent[] | Rejection = [];
  for (const step of commands) {
    const [command, change] = Array.isArray(step) ? step : [step, {}];
    outcome = decideSecrecy(state, command, of, { ...facts, ...change });
    if (!(outcome instanceof Rejection)) state = outcome.reduce(evolveSecrecy, state);
  }
  return { outcome, state };
};
const codeOf = (...commands: Parameters<typeof run>[0]) => {
  const { outcome } = run(commands);
  return outcome instanceof Rejection ? outcome.code : outcome.map(({ type }) => type);
};

const request: SecrecyCommand = { type: 'requestSecrecy' };
const pass: SecrecyCommand = { type: 'passSecrecy', ground: 'noGroundApplies', remark: '' };
const refuse: SecrecyCommand = {
  type: 'refuseSecrecy',
  ground: 'stateSecret',
  explanation: '附件二涉密',
};
const ask: SecrecyCommand = {
  type: 'askSecrecyGuidance',
  department: 'secrecyDepartment',
  name: '县保密局',
  question: '附件二能否公开?',
};
const answer = (outcome: 'mayDisclose' | 'mayNotDisclose'): SecrecyCommand => ({
  type: 'answerSecrecyGuidance',
  outcome,
  answer: '见复函',
});

describe('a secrecy review', () => {
  it('passes one content with ground, edition and article', () =>
    expect(run([request, pass]).outcome).toEqual([
      {
        type: 'SecrecyReviewPassed',
        data: {
          subject: 'doc1',
          contentDigest: 'digest1',
          ground: 'noGroundApplies',
          edition: '2019',
          article: '条例第十七条',
          remark: '',
          reviewedBy: 'reviewer',
          borrowedFrom: null,
          reviewedOn: '2026-03-02',
        },
      },
    ]));
  it('refuses with the ground of the edition in force', () => {
    expect(run([request, refuse]).outcome).toMatchObject([
      { data: { edition: '2019', article: '条例第十四条' } },
    ]);
    const then = { today: '2010-03-02' };
    expect(
      run([
        [request, then],
        [refuse, then],
      ]).outcome,
    ).toMatchObject([{ data: { edition: '2007', article: '条例(2007)第十四条第四款' } }]);
  });
  it('finds no article of 2007 for internal affairs', () => {
    const then = { today: '2010-03-02' };
    expect(codeOf([request, then], [{ ...refuse, ground: 'internalAffairs' }, then])).toBe(
      'secrecy.groundNotInForce',
    );
  });
  it('is never done by the author, nor by a program', () => {
    const author: Actor = { kind: 'officer', id: 'author', agency: 'agency1' };
    expect(codeOf(request, [pass, { actor: author }])).toBe('secrecy.separationOfDuties');
    expect(codeOf(request, [refuse, { actor: author }])).toBe('secrecy.separationOfDuties');
    expect(codeOf(request, [pass, { actor: { kind: 'process', id: 'p' } }])).toBe(
      'secrecy.personNeeded',
    );
  });
  it('names the agency a reviewer is borrowed from', () =>
    expect(
      run([request, [pass, { actor: { ...reviewer, agency: 'agency0' } }]]).outcome,
    ).toMatchObject([{ data: { borrowedFrom: 'agency0' } }]));
  it('is asked for once, and concluded once', () => {
    expect(codeOf(pass)).toBe('secrecy.notRequested');
    expect(codeOf(request, request)).toBe('secrecy.alreadyRequested');
    expect(codeOf(request, pass, request)).toBe('secrecy.alreadyReviewed');
    expect(codeOf(request, pass, refuse)).toBe('secrecy.alreadyReviewed');
  });
  it('waits for the department asked, and follows its answer', () => {
    expect(codeOf(request, ask, pass)).toBe('secrecy.guidanceOpen');
    expect(codeOf(request, ask, refuse)).toBe('secrecy.guidanceOpen');
    expect(codeOf(request, ask, ask)).toBe('secrecy.guidanceOpen');
    expect(codeOf(request, answer('mayDisclose'))).toBe('secrecy.guidanceNotAsked');
    expect(codeOf(request, ask, answer('mayNotDisclose'), pass)).toBe('secrecy.guidanceForbids');
    expect(codeOf(request, ask, answer('mayNotDisclose'), refuse)).toEqual([
      'SecrecyReviewRefused',
    ]);
    expect(codeOf(request, ask, answer('mayDisclose'), { ...pass, ground: 'asAnswered' })).toEqual([
      'SecrecyReviewPassed',
    ]);
    expect(codeOf(request, { ...pass, ground: 'asAnswered' })).toBe('secrecy.groundUnfounded');
  });
  it('asks nobody again about what a department said may not be disclosed', () => {
    expect(codeOf(request, ask, answer('mayNotDisclose'), ask)).toBe('secrecy.guidanceForbids');
    expect(codeOf(request, ask, answer('mayDisclose'), ask)).toEqual(['SecrecyGuidanceAsked']);
  });
  it('never passes a content that may not be disclosed, whatever is done in between', () => {
    const between = fc.constantFrom<SecrecyCommand>(request, ask, answer('mayDisclose'), pass);
    fc.assert(
      fc.property(fc.array(between), (steps) => {
        const { state } = run([request, ask, answer('mayNotDisclose'), ...steps, pass]);
        expect(state).toMatchObject({ status: 'requested' });
      }),
    );
  });
  it('lies neither in the future nor before it was requested', () => {
    expect(codeOf(request, { ...pass, on: '2026-03-03' })).toBe('secrecy.dayImpossible');
    expect(codeOf(request, { ...pass, on: '2026-03-01' })).toBe('secrecy.dayImpossible');
    expect(codeOf(request, ask, [{ ...answer('mayDisclose'), on: '2026-03-01' }, {}])).toBe(
      'secrecy.dayImpossible',
    );
  });
  it('covers one content only: another needs another review', () => {
    const { state } = run([request, pass]);
    expect(secrecyPassedFor(state, subject)).toBe(true);
    const other = { ...subject, contentDigest: 'digest2' };
    expect(secrecyPassedFor(state, other)).toBe(false);
    expect((decideSecrecy(state, pass, other, facts) as Rejection).code).toBe(
      'secrecy.otherContent',
    );
    expect(voidSecrecy(state, subject, '2026-03-02').reduce(evolveSecrecy, state)).toEqual(
      noSecrecy,
    );
    expect(voidSecrecy(noSecrecy, subject, '2026-03-02')).toEqual([]);
  });

  it('never counts as passed for anybody who wrote the content, whatever the order', () => {
    const person = fc.constantFrom('author', 'reviewer', 'third');
    const command = fc.constantFrom<SecrecyCommand>(
      request,
      pass,
      refuse,
      ask,
      answer('mayDisclose'),
      answer('mayNotDisclose'),
    );
    const digest = fc.constantFrom('digest1', 'digest2');
    fc.assert(
      fc.property(fc.array(fc.tuple(command, person, digest)), (steps) => {
        let state: Secrecy = noSecrecy;
        for (const [given, id, contentDigest] of steps) {
          const of = { ...subject, contentDigest };
          const actor: Actor = { kind: 'officer', id };
          const outcome = decideSecrecy(state, given, of, { ...facts, actor });
          if (!(outcome instanceof Rejection)) state = outcome.reduce(evolveSecrecy, state);
          if (state.status === 'passed') expect(state.by).not.toBe('author');
          if (secrecyPassedFor(state, of)) expect(state).toMatchObject({ contentDigest });
        }
      }),
    );
  });
});

describe('grounds', () => {
  it('have an article in the edition of 2019, the old ones also in that of 2007', () => {
    for (const code of GroundCode.options)
      expect(articleOf(grounds[code], '2019-05-15')).toMatch(/^条例第十[四五六]条/);
    expect(articleOf(grounds.threeSecurities, '2019-05-14')).toBe('条例(2007)第八条');
    expect(editionOn('2019-05-14')).toBe('2007');
  });
});

describe('the shapes', () => {
  const folder = new URL('./fixtures/', import.meta.url);
  it('decode every version ever written', () => {
    const files = readdirSync(folder);
    const types = [...new Set(files.map((file) => file.split('.')[0]))];
    expect(types.sort()).toEqual(Object.keys(secrecyEvents).sort());
    for (const file of files) {
      const [type, version] = file.split('.') as [string, string];
      const data: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      const { data: lifted } = decode(secrecyEvents, type, Number(version.slice(1)), data);
      expect(lifted).toMatchObject(data as object);
    }
  });
  it('have one operation per command, in both languages', () => {
    const table = secrecyPolicyFor('document');
    expect(Object.keys(table).sort()).toEqual(
      Object.keys(secrecyCommands)
        .map((type) => `document.${type}`)
        .sort(),
    );
    for (const { zh, en } of Object.values(secrecyErrors)) expect(zh && en).toBeTruthy();
  });
});
