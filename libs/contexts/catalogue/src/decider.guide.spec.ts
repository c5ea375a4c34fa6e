import { fold } from '@gongkai/kernel';
import { specFor } from '@gongkai/testing';
import fc from 'fast-check';
import { GuideCommands, type GuideCommandData } from './commands.js';
import {
  editionOn,
  guideAggregate,
  guideDecider,
  guideId,
  GUIDE_PARTS,
  staleBefore,
} from './decider.guide.js';
import type { GuideContents, GuideEvent } from './events.js';

const today = '2020-06-01';
const { given } = specFor(guideDecider, {
  today,
  actor: { kind: 'officer', id: 'officer1' },
  agencies: { township1: 'active', gone: 'inactive' },
});

const contents = (change: Partial<GuideContents> = {}): GuideContents => ({
  classification: '机构职能、政策法规、规划计划、业务工作、其他',
  arrangement: '按栏目代码编排',
  waysToObtain: '网站查阅或者到政务服务大厅查阅',
  officeName: '县政府信息公开办公室',
  officeAddress: '县政府大院一号楼',
  officeHours: '工作日 8:00–12:00,14:30–17:30',
  officePhone: '0000-0000000',
  officeFax: '0000-0000001',
  officeInternet: 'https://example.gov.cn/xxgk',
  officeEmail: 'xxgk@example.gov.cn',
  ...change,
});
const drafted = (number = 1, change: Partial<GuideContents> = {}): GuideEvent => ({
  type: 'GuideVersionDrafted',
  data: { agency: null, number, contents: contents(change) },
});
const published = (publishedOn = '2019-06-03', number = 1): GuideEvent => ({
  type: 'GuideVersionPublished',
  data: { number, edition: editionOn(publishedOn), publishedOn },
});
const publish = (publishedOn: string | null = null): GuideCommandData => ({
  type: 'publish',
  agency: null,
  publishedOn,
});
const draft = (change: Partial<GuideContents> = {}, agency: string | null = null) =>
  ({ type: 'draft', agency, contents: contents(change) }) satisfies GuideCommandData;
const confirm = (confirmedOn: string | null = null): GuideCommandData => ({
  type: 'confirm',
  agency: null,
  confirmedOn,
});

describe('a guide', () => {
  it('begins as a draft, which is changed until it is published', () => {
    given().when(draft()).then(drafted());
    given(drafted())
      .when(draft({ officePhone: '12345' }))
      .then({
        type: 'GuideVersionRevised',
        data: { number: 1, contents: contents({ officePhone: '12345' }) },
      });
    given(drafted()).when(draft()).then();
  });

  it('is published with all that 条例第十二条 asks for', () =>
    given(drafted()).when(publish()).then(published(today)));

  it('is published as revised', () => {
    const revised: GuideEvent = {
      type: 'GuideVersionRevised',
      data: { number: 1, contents: contents({ officeFax: null }) },
    };
    given(drafted(), revised)
      .when(publish())
      .thenRejected('catalogue.guidePartMissing', 'contents.officeFax');
  });

  it.each(GUIDE_PARTS.filter(({ editions }) => editions.includes('cn2019')))(
    'is not published without $part',
    ({ part, zh, en }) => {
      const { outcome, thenRejected } = given(drafted(1, { [part]: null })).when(publish());
      thenRejected('catalogue.guidePartMissing', `contents.${part}`);
      expect(outcome).toMatchObject({
        zh: expect.stringContaining(zh) as string,
        en: expect.stringContaining(en) as string,
      });
    },
  );

  it('needed an e-mail address under the 2007 edition and needs none now', () => {
    given(drafted(1, { officeEmail: null }))
      .when(publish('2009-03-02'))
      .thenRejected('catalogue.guidePartMissing', 'contents.officeEmail');
    given(drafted(1, { officeEmail: null }))
      .when(publish())
      .then(published(today));
    given(drafted(1, { officeInternet: null }))
      .when(publish('2019-05-14'))
      .then(published('2019-05-14'));
  });

  it('takes the place of the version before', () =>
    given(drafted(), published(), drafted(2))
      .when(publish())
      .then(published(today, 2), {
        type: 'GuideVersionSuperseded',
        data: { number: 1, by: 2, supersededOn: today },
      }));

  it('is published on a day that has come and is not before the version it replaces', () => {
    given(drafted())
      .when(publish('2020-06-02'))
      .thenRejected('catalogue.dateInFuture', 'publishedOn');
    given(drafted(), published(), drafted(2))
      .when(publish('2019-06-02'))
      .thenRejected('catalogue.dateBeforeLast', 'publishedOn');
    given(drafted(), published()).when(publish()).thenRejected('catalogue.guideNoDraft');
  });

  it('is confirmed when it was looked through and is still right', () => {
    const confirmed: GuideEvent = {
      type: 'GuideVersionConfirmed',
      data: { number: 1, confirmedOn: today },
    };
    given(drafted(), published()).when(confirm()).then(confirmed);
    given(drafted(), published(), confirmed).when(confirm()).then();
    given(drafted(), published(), confirmed)
      .when(confirm('2020-01-01'))
      .thenRejected('catalogue.dateBeforeLast', 'confirmedOn');
    given(drafted()).when(confirm()).thenRejected('catalogue.guideNotPublished');
  });

  it('is drafted for an agency that is there and active', () => {
    given().when(draft({}, 'nobody')).thenRejected('catalogue.agencyUnknown', 'agency');
    given().when(draft({}, 'gone')).thenRejected('catalogue.agencyInactive', 'agency');
    const { outcome } = given().when(draft({}, 'township1'));
    const state = fold(guideDecider, outcome as GuideEvent[]);
    expect(guideAggregate.agencyOf(state)).toBe('township1');
    expect([guideId('township1'), guideId(null)]).toEqual(['township1', 'main']);
  });
});

it('never has a published version without a required part, whatever the order of commands', () => {
  const part = fc.constantFrom(...GUIDE_PARTS.map((p) => p.part));
  const days = fc.constantFrom('2008-05-01', '2014-03-03', '2019-05-15', '2020-06-01');
  const anyCommand: fc.Arbitrary<GuideCommandData> = fc.oneof(
    fc.option(part).map((missing) => draft(missing === null ? {} : { [missing]: null })),
    days.map(publish),
    days.map(confirm),
  );
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
      const facts = { today, actor: { kind: 'officer' as const, id: 'o' }, agencies: {} };
      const history: GuideEvent[] = [];
      for (const command of commands) {
        const decided = guideDecider.decide(fold(guideDecider, history), command, facts);
        if (Array.isArray(decided)) history.push(...decided);
      }
      const contentsOf = new Map<number, GuideContents>();
      let last = '';
      for (const { type, data } of history) {
        if (type === 'GuideVersionDrafted' || type === 'GuideVersionRevised')
          contentsOf.set(data.number, data.contents);
        if (type !== 'GuideVersionPublished') continue;
        expect(data.publishedOn >= last).toBe(true);
        last = data.publishedOn;
        for (const { part: required, editions } of GUIDE_PARTS)
          if (editions.includes(data.edition))
            expect(contentsOf.get(data.number)![required]).not.toBeNull();
      }
    }),
  );
});

describe('keeping guides current', () => {
  it.each([
    ['2020-06-01', 12, '2019-06-01'],
    ['2020-03-31', 1, '2020-02-29'],
    ['2019-03-31', 1, '2019-02-28'],
    ['2020-01-31', 2, '2019-11-30'],
    ['2020-02-29', 48, '2016-02-29'],
  ])('on %s, %i months ago was %s', (day, months, before) =>
    expect(staleBefore(day, months)).toBe(before),
  );
});

it('refuses contents of the wrong shape, naming the part', () => {
  const { error } = GuideCommands.safeParse({
    type: 'draft',
    contents: { ...contents(), officeName: '办\u0000公室' },
  });
  expect(error!.issues[0]!.path).toEqual(['contents', 'officeName']);
});
