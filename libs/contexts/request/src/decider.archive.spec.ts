import {
  answered,
  approved,
  delivered,
  issued,
  last,
  ready,
  received,
  refusal,
  refused,
  run,
  type Given,
} from './reply-examples.js';

const suggest: Given = { type: 'suggestPublication' };
const decide: Given = { type: 'decideSuggestion', document: 'document1' };

describe('a suggestion to publish', () => {
  it('is decided once, by a person, with reasons', () => {
    expect(run(...answered, suggest).outcome).toMatchObject([
      { type: 'PublicationSuggested', data: { suggestedOn: '2026-03-20' } },
    ]);
    expect(run(...answered, suggest, decide).outcome).toMatchObject([
      { type: 'PublicationSuggestionDecided', data: { taken: true, document: 'document1' } },
    ]);
    expect(last(...answered, suggest, decide, decide)).toBe('request.suggestionUnknown');
    expect(
      last(...answered, suggest, [
        { type: 'decideSuggestion' },
        { actor: { kind: 'process', id: 'watch' } },
      ]),
    ).toBe('request.replyAuthorless');
    expect(last(...answered, suggest, { type: 'decideSuggestion', on: '2026-03-19' })).toBe(
      'request.dayImpossible',
    );
  });
  it('waits for information that was given', () => {
    expect(last(...ready, suggest)).toBe('request.nothingToSuggest');
    expect(last(received, refused('stateSecret'), approved, issued, delivered(), suggest)).toBe(
      'request.nothingToSuggest',
    );
    expect(refusal(...answered, { type: 'suggestPublication', on: '2026-03-19' })).toEqual([
      'request.dayImpossible',
      'on',
    ]);
  });
  it('comes one at a time', () => {
    expect(
      last(...answered, suggest, { type: 'suggestPublication', suggestionId: 'suggestion2' }),
    ).toBe('request.suggestionOpen');
    expect(
      last(...answered, suggest, decide, {
        type: 'suggestPublication',
        suggestionId: 'suggestion2',
      }),
    ).toEqual(['PublicationSuggested']);
  });
});

describe('the archive', () => {
  it('takes what is concluded, once', () => {
    expect(run(...answered, { type: 'archive' }).outcome).toMatchObject([
      {
        type: 'RequestArchived',
        data: { fileNumber: '2026-依申请-1', retention: 'years10', on: '2026-03-20' },
      },
    ]);
    expect(last(...answered, { type: 'archive' }, { type: 'archive' })).toBe(
      'request.alreadyArchived',
    );
    expect(last(...ready, issued, { type: 'archive' })).toBe('request.notConcluded');
    expect(last(received, { type: 'withdraw' }, { type: 'archive' })).toEqual(['RequestArchived']);
    expect(refusal(...answered, { type: 'archive', on: '2026-03-19' })).toEqual([
      'request.dayImpossible',
      'on',
    ]);
  });
  it('takes a later round when that is concluded', () =>
    expect(last(...answered, { type: 'undoReply' }, { type: 'archive' })).toBe(
      'request.notConcluded',
    ));
});
