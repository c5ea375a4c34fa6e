import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { builtInTemplate } from './built-in.js';
import { letterTemplateDecider, letterTemplateId, type LetterTemplate } from './decider.js';
import { LetterKind, LetterLanguage, type LetterEvent } from './events.js';
import { checkTemplate } from './template.js';

const { given } = specFor(letterTemplateDecider, {
  today: '2026-03-02',
  actor: { kind: 'officer', id: 'head' },
});
const of = { kind: 'withdrawn', language: 'zh' } as const;
const built = builtInTemplate('withdrawn', 'zh');
const first: LetterEvent = {
  type: 'LetterTemplateSet',
  data: { ...of, version: 1, source: built },
};
const undone: LetterEvent = {
  type: 'LetterTemplateWithdrawn',
  data: { ...of, version: 1, reason: '恢复内置' },
};

describe('a letter template of a government', () => {
  it('is set when it is sound, each version under its number', () => {
    given()
      .when({ type: 'set', ...of, source: built })
      .then(first);
    const source = `${built}\n谢谢。`;
    given(first)
      .when({ type: 'set', ...of, source })
      .then({ type: 'LetterTemplateSet', data: { ...of, version: 2, source } });
  });

  it('is not set twice the same', () => {
    given(first)
      .when({ type: 'set', ...of, source: built })
      .then();
  });

  it('is refused with line and column when it is not sound', () => {
    const set = (source: string) => given().when({ type: 'set', ...of, source });
    const { outcome } = set(`${built}\n日期{nothing}`);
    const last = built.split('\n').length + 1;
    expect(outcome).toMatchObject({
      code: 'letter.fieldUnknown',
      field: 'source',
      details: { field: 'nothing', line: last, column: 3 },
    });
    expect(outcome).toMatchObject({
      en: `Line ${String(last)}, column 3: there is no field "nothing".`,
    });
    set(built.replace('{withdrawnOn}', '')).thenRejected('letter.fieldMissing', 'source');
  });

  it('is withdrawn for the built-in one, and set again under a new number', () => {
    given(first)
      .when({ type: 'withdraw', ...of, reason: '恢复内置' })
      .then(undone);
    given(first, undone)
      .when({ type: 'set', ...of, source: built })
      .then({ type: 'LetterTemplateSet', data: { ...of, version: 2, source: built } });
  });

  it('cannot be withdrawn when there is none', () => {
    given()
      .when({ type: 'withdraw', ...of, reason: '—' })
      .thenRejected('letter.templateNotSet');
    given(first, undone)
      .when({ type: 'withdraw', ...of, reason: '—' })
      .thenRejected('letter.templateNotSet');
  });

  it('is never in force unless it is sound, whatever is tried', () => {
    const piece = fc.constantFrom(
      ...built.split('\n'),
      '{withdrawnOn}',
      '{amount}',
      '[if letterNumber]',
      '[end]',
      '}',
    );
    const commands = fc.array(
      fc.oneof(
        fc.array(piece, { maxLength: 20 }).map((lines) => lines.join('\n')),
        fc.constant(built),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(commands, (sources) => {
        let state: LetterTemplate = letterTemplateDecider.initial;
        const facts = { today: '2026-03-02', actor: { kind: 'officer', id: 'head' } } as const;
        for (const source of sources) {
          const events = letterTemplateDecider.decide(state, { type: 'set', ...of, source }, facts);
          if (Array.isArray(events)) state = events.reduce(letterTemplateDecider.evolve, state);
          if (state.source !== null) expect(checkTemplate('withdrawn', state.source)).toEqual([]);
        }
      }),
    );
  });

  it('has a stream of its own for every kind and language', () => {
    const ids = LetterKind.options.flatMap((kind) =>
      LetterLanguage.options.map((language) => letterTemplateId(kind, language)),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]+$/);
  });
});
