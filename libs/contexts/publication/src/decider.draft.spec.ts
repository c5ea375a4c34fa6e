import { catalogueAggregate, columnToPublishIn } from '@gongkai/catalogue';
import { DocumentCommands, type DocumentCommandInput } from './commands.js';
import {
  documentId,
  run,
  refusal,
  last,
  draft,
  by,
  propose,
  requested,
  decided,
  published,
  withheld,
  type Step,
  type Given,
} from './testing.js';

const attachment = (name: string) => ({
  digest: 'b'.repeat(64),
  name,
  bytes: 1,
  mediaType: 'application/pdf',
});

describe('drafting', () => {
  it('records the content, its digest and the last day to publish in time', () => {
    const { outcome, state } = run([draft()]);
    expect(outcome).toMatchObject([
      { type: 'DocumentDrafted', data: { author: 'drafter', publishBy: '2026-03-06' } },
    ]);
    expect(state.contentDigest).toMatch(/^[0-9a-f]{64}$/);
  });
  it('knows no limit for what was formed before 2008-05-01', () =>
    expect(run([draft({ formedOn: '2008-04-30' })]).state.publishBy).toBeNull());
  it('knows no limit for a day of formation that is assumed or unknown', () => {
    expect(run([draft({ formedMark: 'assumed' })]).state.publishBy).toBeNull();
    expect(run([draft({ formedOn: null })]).state.publishBy).toBeNull();
  });
  it('keeps another limit set by a law', () =>
    expect(
      run([draft({ limit: { workingDays: 5, article: '某条例第一条' } })]).state.publishBy,
    ).toBe('2026-02-09'));
  it.each<[string, Step, [string, string | null]]>([
    [
      'an unknown agency',
      [draft(), { agencyActive: false }],
      ['publication.agencyUnknown', 'agency'],
    ],
    [
      'a column that is not there',
      [
        draft(),
        {
          column: columnToPublishIn(
            catalogueAggregate.decider.initial,
            '9999',
            'department',
            'column',
          ),
        },
      ],
      ['catalogue.notAdopted', 'column'],
    ],
    [
      'a day in the future',
      draft({ formedOn: '2026-03-03' }),
      ['publication.dayImpossible', 'formedOn'],
    ],
    [
      'a day before 1900',
      draft({ formedOn: '1899-12-31' }),
      ['publication.dayImpossible', 'formedOn'],
    ],
    [
      'a mark without a day',
      draft({ formedOn: null, formedMark: 'known' }),
      ['publication.formationMark', 'formedMark'],
    ],
    [
      'a paper with a secrecy mark',
      draft({ title: '机密★10年 关于某事的通知' }),
      ['publication.classifiedMark', 'title'],
    ],
    [
      'an attachment that was not uploaded',
      [draft(), { missingAttachment: 'a' }],
      ['publication.attachmentUnknown', 'attachments'],
    ],
    [
      'a process chart without its chart',
      draft({
        details: {
          kind: 'processChart',
          basis: '法',
          procedure: '序',
          complaintLine: '1',
          chart: 'a'.repeat(64),
        },
      }),
      ['publication.chartMissing', 'details.chart'],
    ],
  ])('refuses %s', (_, step, expected) => expect(refusal(step)).toEqual(expected));
  it.each<[string, string, Given]>([
    ['title', 'title', { title: '关于某事的通知(机密)' }],
    ['number', 'documentNumber', { documentNumber: '秘密★5年 某办发〔2017〕3号' }],
    ['summary', 'summary', { summary: '机密★10年' }],
    ['text', 'text', { text: '000001\n机密★1年\n特急\n关于某事的通知\n各单位:……' }],
    [
      'procedure of its process chart',
      'details',
      {
        details: {
          kind: 'processChart',
          basis: '法',
          procedure: '绝密\n一、受理',
          complaintLine: '1',
          chart: 'a'.repeat(64),
        },
      },
    ],
    [
      'name of an attachment',
      'attachments',
      { attachments: [attachment('一.pdf'), attachment('方案 机密★1年.pdf')] },
    ],
  ])('refuses a secrecy mark in the %s', (_, field, fields) => {
    expect(refusal(draft(fields))).toEqual(['publication.classifiedMark', field]);
    const { agency, column, ...content } = draft(fields) as Given;
    const revision = { ...content, type: 'revise', documentId } as DocumentCommandInput;
    expect(refusal(draft(), revision)).toEqual(['publication.classifiedMark', field]);
  });
  it.each(['通知.hta', '通知.txt.js', '通知', '通知.html', '通知.txt'])(
    'refuses an attachment that was taken in as another kind than it is called: %s',
    (name) => {
      const fields = { attachments: [attachment('一.pdf'), attachment(name)] };
      expect(refusal(draft(fields))).toEqual(['publication.attachmentKind', 'attachments']);
      const { agency, column, ...content } = draft(fields) as Given;
      const revision = { ...content, type: 'revise', documentId } as DocumentCommandInput;
      expect(refusal(draft(), revision)).toEqual(['publication.attachmentKind', 'attachments']);
    },
  );
  it('takes a paper that speaks of secrecy', () => {
    const text = '为保守国家秘密,标有“机密★1年”的文件不得上网。\n绝密、机密、秘密级文件另行管理。';
    const fields = {
      title: '机密文件销毁办法',
      summary: text,
      text,
      attachments: [attachment('保密审查表.pdf')],
    };
    expect(last(draft(fields))).toEqual(['DocumentDrafted']);
  });
  it('refuses a day that does not exist, by its shape', () =>
    expect(DocumentCommands.safeParse(draft({ formedOn: '2026-02-30' })).success).toBe(false));
  it('asks a service guide for all its fields', () =>
    expect(
      DocumentCommands.safeParse(draft({ details: { kind: 'serviceGuide', basis: '法' } })).success,
    ).toBe(false));
  it('drafts once', () =>
    expect(refusal(draft(), draft())).toEqual(['publication.alreadyExists', null]));
  it('needs a document for everything else', () =>
    expect(refusal(propose)).toEqual(['publication.notFound', 'documentId']));
  it('abandons what was never public, and then does nothing more', () => {
    const abandon: Step = { type: 'abandon', documentId, reason: '不再需要' };
    expect(last(draft(), abandon)).toEqual(['DraftAbandoned']);
    expect(last(draft(), abandon, propose)).toBe('publication.closed');
    expect(last(...published, abandon)).toBe('publication.alreadyPublic');
  });
  it('notes a classified paper as handled outside, without any content', () => {
    const note: Step = { type: 'noteHandledOutside', agency: null, mark: 'secret' };
    const { outcome, state } = run([note]);
    expect(outcome).toEqual([
      {
        type: 'HandledOutsideNoted',
        data: {
          documentId,
          agency: null,
          mark: 'secret',
          notedBy: 'drafter',
          notedOn: '2026-03-02',
        },
      },
    ]);
    expect(state.content).toBeNull();
  });
  it('assigns another column, once', () => {
    const assign: Step = [
      { type: 'assignColumn', documentId, column: '0301' },
      { column: { code: '0301', class: 'plans' } },
    ];
    expect(last(draft(), assign)).toEqual(['DocumentColumnAssigned']);
    expect(last(draft(), assign, assign)).toEqual([]);
  });
});

describe('the attribute', () => {
  it('is pre-filled from the genre, with its article', () =>
    expect(run(withheld.slice(0, 2)).state.proposal).toMatchObject({
      attribute: 'withheld',
      ground: { code: 'processInformation', edition: '2019', article: '条例第十六条第二款' },
    }));
  it('is not pre-filled where the edition in force has no article', () =>
    expect(
      refusal(
        [draft({ genre: 'letter', formedOn: '2018-01-02' }), { today: '2018-02-01' }],
        [{ type: 'proposeAttribute', documentId }, { today: '2018-02-01' }],
      ),
    ).toEqual(['publication.attributeNeeded', 'attribute']));
  it('must be chosen for a genre without a default', () =>
    expect(refusal(draft(), { type: 'proposeAttribute', documentId })).toEqual([
      'publication.attributeNeeded',
      'attribute',
    ]));
  it.each<[string, Given, [string, string]]>([
    [
      'withholds on a ground only',
      { attribute: 'withheld', reason: '内部' },
      ['publication.groundNeeded', 'ground'],
    ],
    [
      'needs a reason unless it is on initiative',
      { attribute: 'onRequest' },
      ['publication.reasonNeeded', 'reason'],
    ],
  ])('%s', (_, change, expected) =>
    expect(refusal(draft(), { type: 'proposeAttribute', documentId, ...change } as never)).toEqual(
      expected,
    ),
  );
  it('withholds on a ground of the edition in force only', () =>
    expect(
      refusal(
        [draft({ formedOn: '2018-01-02' }), { today: '2018-02-01' }],
        [
          {
            type: 'proposeAttribute',
            documentId,
            attribute: 'withheld',
            ground: 'internalAffairs',
            reason: '内部',
          },
          { today: '2018-02-01' },
        ],
      ),
    ).toEqual(['publication.groundNotInForce', 'ground']));
  it('is decided by another person than the drafter, a named one', () => {
    const decide: DocumentCommandInput = {
      type: 'decideAttribute',
      documentId,
      attribute: 'onInitiative',
    };
    expect(last(draft(), decide)).toBe('publication.attributeNotProposed');
    expect(last(draft(), propose, decide)).toBe('publication.separationOfDuties');
    expect(last(draft(), propose, [decide, { actor: { kind: 'process', id: 'p' } }])).toBe(
      'publication.personNeeded',
    );
    expect(last(draft(), propose, decided)).toEqual(['AttributeDecided']);
    expect(last(draft(), propose, decided, decided)).toBe('publication.attributeAlreadyDecided');
    expect(last(draft(), propose, decided, propose)).toBe('publication.attributeAlreadyDecided');
  });
  it('cannot be 主动公开 when the secrecy review refused', () =>
    expect(
      last(
        draft(),
        propose,
        requested,
        by('reviewer', {
          type: 'refuseSecrecy',
          documentId,
          ground: 'stateSecret',
          explanation: '涉密',
        }),
        decided,
      ),
    ).toBe('publication.secrecyRefused'));
  it('gives what is withheld a day to be looked at again', () =>
    expect(run(withheld).state.reevaluateOn).toBe('2027-03-02'));
  it('refuses such a day that is not to come', () =>
    expect(
      refusal(
        ...withheld.slice(0, 2),
        by('signer', {
          type: 'decideAttribute',
          documentId,
          attribute: 'withheld',
          reevaluateOn: '2026-03-02',
        }),
      ),
    ).toEqual(['publication.dayImpossible', 'reevaluateOn']));
});
