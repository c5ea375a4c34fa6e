import { articleOf as letterArticleOf, letterKindOf } from '@gongkai/letter';
import { articleOf, GroundCode, grounds } from '@gongkai/secrecy';
import fc from 'fast-check';
import {
  basisOf,
  ReplyGround,
  replyGrounds,
  ReplyKind,
  replyKinds,
  type ReplyEdition,
} from './reply-kinds.js';

const ask = (
  edition: ReplyEdition,
  kind: ReplyKind,
  ground: ReplyGround | null = null,
  article: string | null = null,
) => basisOf({ edition, ownRecord: replyKinds[kind].ownRecord, kind, ground, article });

describe('the kinds of reply', () => {
  it.each<[ReplyEdition, ReplyKind, ReplyGround | null, string, string]>([
    ['2019', 'alreadyPublic', null, '条例第三十六条第一项', 'alreadyPublic'],
    ['2019', 'granted', null, '条例第三十六条第二项', 'granted'],
    ['2019', 'partlyGranted', 'personalPrivacy', '条例第十五条', 'partlyGranted'],
    ['2019', 'refused', 'stateSecret', '条例第十四条', 'refusedStateSecret'],
    ['2019', 'refused', 'forbiddenByLaw', '条例第十四条', 'refusedByLaw'],
    ['2019', 'refused', 'threeSecurities', '条例第十四条', 'refusedSecurity'],
    ['2019', 'refused', 'commercialSecret', '条例第十五条', 'refusedCommercialSecret'],
    ['2019', 'refused', 'personalPrivacy', '条例第十五条', 'refusedPrivacy'],
    ['2019', 'refused', 'internalAffairs', '条例第十六条第一款', 'refusedInternal'],
    ['2019', 'refused', 'processInformation', '条例第十六条第二款', 'refusedProcess'],
    ['2019', 'refused', 'enforcementFile', '条例第十六条第二款', 'refusedEnforcementFile'],
    ['2019', 'notHeld', null, '条例第三十六条第四项', 'notHeld'],
    ['2019', 'notResponsible', null, '条例第三十六条第五项', 'notResponsible'],
    ['2019', 'repeated', null, '条例第三十六条第六项', 'repeated'],
    ['2019', 'otherAccessRules', null, '条例第三十六条第七项', 'otherAccessRules'],
    ['2019', 'needsCreation', null, '条例第三十八条', 'needsCreation'],
    ['2019', 'stillUnclear', null, '条例第三十条', 'stillUnclear'],
    ['2019', 'excessive', null, '条例第三十五条', 'excessive'],
    ['2019', 'petition', null, '条例第三十九条第一款', 'petition'],
    ['2019', 'publicPublication', null, '条例第三十九条第二款', 'publicPublication'],
    ['2019', 'recordCorrected', null, '条例第四十一条', 'recordCorrected'],
    ['2019', 'recordPassedOn', null, '条例第四十一条', 'recordNotCorrected'],
    ['2019', 'recordRefused', null, '条例第四十一条', 'recordNotCorrected'],
    ['2007', 'granted', null, '条例(2007)第二十一条第一项', 'granted'],
    ['2007', 'partlyGranted', 'stateSecret', '条例(2007)第十四条第四款', 'partlyGranted'],
    ['2007', 'refused', 'threeSecurities', '条例(2007)第八条', 'refusedSecurity'],
    ['2007', 'refused', 'noSpecialNeed', '条例(2007)第十三条', 'refusedByLaw'],
    ['2007', 'notHeld', null, '条例(2007)第二十一条第三项', 'notHeld'],
    ['2007', 'stillUnclear', null, '条例(2007)第二十一条第四项', 'stillUnclear'],
    ['2007', 'recordCorrected', null, '条例(2007)第二十五条第二款', 'recordCorrected'],
  ])('of %s: %s on %s stands on %s and counts as %s', (edition, kind, ground, article, outcome) =>
    expect(ask(edition, kind, ground)).toMatchObject({
      [ground === null ? 'article' : 'groundArticle']: article,
      outcome,
    }),
  );

  it.each<[string, Parameters<typeof ask>, string]>([
    ['a refusal without a ground', ['2019', 'refused'], 'groundMissing'],
    ['a partial reply that names no ground', ['2019', 'partlyGranted'], 'groundMissing'],
    ['a ground where none belongs', ['2019', 'notHeld', 'stateSecret'], 'groundNotOfKind'],
    [
      'process information under 2007',
      ['2007', 'refused', 'processInformation'],
      'groundNotInEdition',
    ],
    ['三需要 under 2019', ['2019', 'refused', 'noSpecialNeed'], 'groundNotInEdition'],
    ['an excessive request under 2007', ['2007', 'excessive'], 'kindNotInEdition'],
    [
      'privacy on article 14',
      ['2019', 'refused', 'personalPrivacy', '条例第十四条'],
      'articleOfOther',
    ],
    ['a correction of a record on request', ['2019', 'recordCorrected'], 'ownRecordOnly'],
  ])('refuses %s', (_, [edition, kind, ground = null, article = null], fault) =>
    expect(basisOf({ edition, ownRecord: false, kind, ground, article })).toMatchObject({ fault }),
  );
  it('answers a demand to correct a record with what concerns records', () => {
    const of = (kind: ReplyKind) =>
      basisOf({ edition: '2019', ownRecord: true, kind, ground: null, article: null });
    expect(of('granted')).toEqual({ fault: 'disclosureOnly' });
    expect(of('notResponsible')).toMatchObject({ outcome: 'notResponsible' });
  });
  it('takes the article by which the kind or the ground goes', () => {
    for (const article of ['条例第三十六条第三项', '条例第十五条'])
      expect(ask('2019', 'refused', 'personalPrivacy', article)).toMatchObject({
        article: '条例第三十六条第三项',
        groundArticle: '条例第十五条',
      });
  });
  it('cites the grounds by the same articles as the secrecy review', () => {
    for (const ground of GroundCode.options)
      for (const [edition, day] of [
        ['2007', '2010-03-02'],
        ['2019', '2026-03-02'],
      ] as const)
        expect([ground, replyGrounds[ground].articles[edition]?.article]).toEqual([
          ground,
          articleOf(grounds[ground], day),
        ]);
  });
  it('cites the same article as the letter that carries it', () => {
    for (const [edition, day] of [
      ['2007', '2015-03-02'],
      ['2019', '2026-03-02'],
    ] as const)
      for (const kind of ReplyKind.options) {
        const found = replyKinds[kind].grounds;
        for (const ground of kind === 'refused' ? found : [found[0] ?? null]) {
          const basis = ask(edition, kind, ground);
          if ('fault' in basis) continue;
          const article = kind === 'refused' ? basis.groundArticle : basis.article;
          const letter = letterArticleOf(letterKindOf(kind, ground)!, edition, day);
          expect([kind, ground, letter?.article]).toEqual([kind, ground, article]);
        }
      }
  });
  it('says of every article it has not seen what it rests on', () => {
    for (const { articles } of [...Object.values(replyKinds), ...Object.values(replyGrounds)])
      for (const basis of Object.values(articles))
        if (basis && !basis.verified) expect(basis.source.length).toBeGreaterThan(10);
  });
  it('always has an answer: a basis or a fault, never an exception', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('2007' as const, '2019' as const),
        fc.boolean(),
        fc.constantFrom(...ReplyKind.options),
        fc.option(fc.constantFrom(...ReplyGround.options), { nil: null }),
        fc.option(fc.constantFrom('条例第十四条', '条例第十五条', '?'), { nil: null }),
        (edition, ownRecord, kind, ground, article) => {
          const basis = basisOf({ edition, ownRecord, kind, ground, article });
          expect('fault' in basis || basis.outcome.length > 0).toBe(true);
        },
      ),
    ));
});
