import {
  decode,
  claimId,
  encodeRecord,
  foldBatch,
  type AnyEvent,
  type Catalogue,
  type Projection,
  type RowAt,
  type StoredEvent,
} from '@gongkai/kernel';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { gazetteIssueEvents } from './events.after.js';
import type { DocumentCommandInput } from './commands.js';
import { documentWatch, openClaims, watchCollection, type WatchRow } from './document.process.js';
import { documentNode } from './document-view.js';
import { documentCollection, documentRows, type DocumentRow } from './documents.projection.js';
import { documentEvents, type DocumentEvent } from './events.js';
import {
  approved,
  by,
  changed,
  decided,
  documentId,
  draft,
  passed,
  propose,
  publish,
  published,
  ready,
  requested,
  revised,
  run,
  withheld,
  type Step,
} from './testing.js';
import { itemCollection, itemRows, type ItemRow } from './items.projection.js';
import {
  columnUse,
  gazetteIssueRows,
  submissionRows,
  type ColumnUseRow,
} from './registers.projection.js';

const events: Catalogue = { ...documentEvents, ...gazetteIssueEvents };
const stored = (history: readonly AnyEvent[], tenant = 'tenant1'): StoredEvent[] =>
  history.map(({ type, data }, i) => ({
    position: BigInt(i + 1),
    record: encodeRecord(
      {
        id: `event${i}`,
        type,
        schema: events[type]?.version ?? 1,
        tenant,
        agency: 'agency1',
        aggregate: 'document',
        aggregateId:
          'value' in (data as object)
            ? claimId(tenant, 'indexNumber', (data as { value: string }).value)
            : documentId,
        revision: i + 1,
        actor: { kind: 'officer', id: 'officer1' },
        command: { id: `command${i}`, digest: '' },
        causation: null,
        correlation: `command${i}`,
        occurredOn: events[type]?.occurredOn?.(data as never) ?? '2026-03-02',
        origin: 'live',
        recordedAt: '2026-03-02T01:00:00.000Z',
      },
      JSON.stringify(data),
    ),
  }));

/** Folds what the feed would give the projection, in batches of a size. */
const rowsOf = async <Row>(
  projection: unknown,
  history: readonly AnyEvent[],
  batch = history.length,
): Promise<Map<string, Row>> => {
  const rows = new Map<string, RowAt>();
  const of = projection as Projection;
  const feed = stored(history).filter((_, i) => Object.hasOwn(of.events, history[i]!.type));
  for (let from = 0; from < feed.length; from += Math.max(batch, 1)) {
    const { writes, parked } = await foldBatch(
      of,
      feed.slice(from, from + batch),
      (_, ids) =>
        Promise.resolve(
          new Map(ids.filter((id) => rows.has(id)).map((id) => [id, rows.get(id)!] as const)),
        ),
      new Set(),
    );
    expect(parked).toEqual([]);
    for (const { id, row, position } of writes) {
      if (row === undefined) rows.delete(id);
      else rows.set(id, { row: JSON.parse(JSON.stringify(row)) as unknown, position });
    }
  }
  return new Map([...rows].map(([id, { row }]) => [id, row as Row]));
};
const rowOf = async <Row>(projection: unknown, ...steps: Step[]) =>
  (await rowsOf<Row>(projection, run(steps).history)).get(documentId);

describe('items', () => {
  it('show the public nothing before publication and nothing after withdrawal', async () => {
    expect(await rowOf(itemRows, ...ready)).toBeUndefined();
    const withdraw: Step = { type: 'withdraw', documentId, reason: '有误' };
    expect(await rowOf(itemRows, ...published, withdraw)).toBeUndefined();
  });
  it('show the content as published, with every channel', async () => {
    const row = (await rowOf<ItemRow>(itemRows, ...published, publish({ channel: 'weibo' })))!;
    expect(row.content.title).toBe('关于印发2026年工作要点的通知');
    expect(itemCollection.sets!['channels']!(row)).toEqual(['website', 'weibo']);
    expect(itemCollection.keys['year']!(row)).toBe(2026);
    expect(itemCollection.text!(row)).toContain('工作要点');
  });
  it('keep the former content until a correction is carried out', async () => {
    expect((await rowOf<ItemRow>(itemRows, ...published, revised))!.content.title).not.toContain(
      '修订',
    );
    const correct = by('clerk', { type: 'correct', documentId, reason: '标题有误' });
    const again = [revised, requested, passed, decided, approved, correct];
    const row = (await rowOf<ItemRow>(itemRows, ...published, ...again))!;
    expect(row.content.title).toContain('修订');
    expect(row.corrections).toEqual([{ version: 2, correctedOn: '2026-03-02' }]);
    // Words that were put right, and why, are nothing that was reviewed for the public.
    expect(JSON.stringify(row)).not.toContain('标题有误');
    expect(JSON.stringify(row)).not.toContain('"关于印发2026年工作要点的通知"');
  });
  it('tell what is repealed', async () =>
    expect(
      await rowOf(itemRows, ...published, { type: 'repeal', documentId, basis: '县政府令' }),
    ).toMatchObject({ standing: 'repealed', standingSince: '2026-03-02' }));
  it('follow what is taken back or put right of a publication', async () => {
    const weibo = publish({ channel: 'weibo' });
    const early: Step = [{ ...correction, publishedOn: '2026-03-02' }, { today: '2026-03-20' }];
    const late: Step = [publishOn(), { today: '2026-03-10' }];
    expect(await rowOf(itemRows, ...published, voided(1))).toBeUndefined();
    expect(await rowOf(itemRows, ...published, weibo, voided(1))).toMatchObject({
      publications: [{ channel: 'weibo' }],
    });
    expect(await rowOf(itemRows, ...ready, late)).toMatchObject({ late: true });
    expect(await rowOf(itemRows, ...ready, late, early)).toMatchObject({
      publishedOn: '2026-03-02',
      late: false,
      publications: [{ channel: 'website', url: 'https://example.org/1' }],
    });
    // Of a time that is over nothing is shown, so nothing changes.
    expect(
      await rowOf(itemRows, ...published, withdraw, approved, publish(), voided(1)),
    ).toMatchObject({ publications: [{ channel: 'website' }] });
    // The attestation goes with the last record that rested on it.
    const reviewed: Step[] = [attest, propose, requested, passed, decided, approved];
    const wechat = publish({ channel: 'wechat' });
    expect(await rowOf(itemRows, ...reviewed, wechat)).toMatchObject({ attested: { by: '张三' } });
    expect(await rowOf(itemRows, ...reviewed, wechat, voided(1))).toMatchObject({
      publications: [{ channel: 'wechat' }],
      attested: null,
    });
    const repeal: Step = { type: 'repeal', documentId, basis: '县政府令' };
    const notRepealed: Step = { type: 'voidEnding', documentId, reason: '登记有误' };
    expect(await rowOf(itemRows, ...published, repeal, notRepealed)).toMatchObject({
      standing: 'inForce',
      standingSince: null,
    });
  });
});

const voided = (publication: number): Step => ({
  type: 'voidPublication',
  documentId,
  publications: [publication],
  reason: '登记有误',
});
const attest = {
  ...draft({ formedOn: null }),
  type: 'attest',
  publications: [{ channel: 'website', publishedOn: '2012-05-02' }],
  proof: { kind: 'website', reference: '县政府网站存档' },
  attestedBy: '张三',
} as never;
const publishOn = () => ({ type: 'publish', documentId, channel: 'website' }) as const;
const correction = {
  type: 'correctPublication',
  documentId,
  publication: 1,
  channel: 'website',
  url: 'https://example.org/1',
  reason: '登记有误',
} as const;

/** Shown wrongly on the site, which is put right there: nothing of the paper is to be revised. */
const found: Step = {
  type: 'recordInspection',
  documentId,
  findings: [{ aspect: 'display', remark: '网页乱码' }],
};

const withdraw: Step = { type: 'withdraw', documentId, reason: '有误' };
const withdrawn: Step[] = [...published, withdraw];
const moved = (attribute: 'withheld' | 'onInitiative') =>
  by('signer', {
    type: 'moveAttribute',
    documentId,
    attribute,
    ground: 'personalPrivacy',
    reason: '附表有住址',
  });

const reviewed: Step[] = [draft(), propose, requested, passed];
const sentBack = by('signer', { type: 'returnDraft', documentId, reason: '公开属性不当' });
const onRequest = { attribute: 'onRequest', reason: '附表有住址' } as const;

describe('documents', () => {
  it.each<[string, Step[], string]>([
    ['open while the first publication is due', [draft(), propose], 'open'],
    ['kept once it is published', published, 'inTime'],
    ['open again when what is public has changed', [...published, changed], 'open'],
    ['as it was when only its words are corrected', [...published, revised], 'inTime'],
    [
      'none when it was given up',
      [draft(), { type: 'abandon', documentId, reason: '重复' }],
      'none',
    ],
    [
      'none when it was repealed before it was public',
      [...ready, { type: 'repeal', documentId, basis: '政府令第1号' }],
      'none',
    ],
  ])('have a limit that is %s', async (_, steps, lateness) => {
    const row = (await rowOf<DocumentRow>(documentRows, ...steps))!;
    expect(documentCollection.keys['lateness']!(row)).toBe(lateness);
  });
  it('show the office where an item stands: the address and the issue, too', async () => {
    const url = 'http://www.example.invalid/17.html';
    const inGazette = by(
      'clerk',
      { type: 'publish', documentId, channel: 'gazette', gazetteIssue: 'issue3' } as never,
      { gazetteIssue: { releasedOn: '2026-03-02' } },
    );
    const row = (await rowOf<DocumentRow>(documentRows, ...ready, publish({ url }), inGazette))!;
    expect(documentNode(row, 'tenant1').publications).toMatchObject([
      { channel: 'website', url, gazetteIssue: null },
      { channel: 'gazette', url: null, gazetteIssue: 'issue3' },
    ]);
  });
  it('are late while the limit that was noted is over, and by how it ended after that', async () => {
    const noted: Step = [{ type: 'noteLate', documentId }, { today: '2026-03-09' }];
    const isLate = async (...steps: Step[]) =>
      documentNode((await rowOf<DocumentRow>(documentRows, ...steps))!, 'T1').late;
    expect(await isLate(...ready)).toBe(false);
    expect(await isLate(...ready, noted)).toBe(true);
    const on = (publishedOn: string): Step => [
      { type: 'publish', documentId, channel: 'website', publishedOn },
      { today: '2026-03-20' },
    ];
    expect(await isLate(...ready, noted, on('2026-03-10'))).toBe(true);
    // It was recorded late that it had been in time.
    expect(await isLate(...ready, noted, on('2026-03-05'))).toBe(false);
    expect(await isLate(...ready, noted, on('2026-03-05'), changed)).toBe(false);
  });
  it('are to be inspected and delivered anew when they are corrected', async () => {
    const { inspected, delivered } = documentCollection.keys;
    const done: Step[] = [
      ...published,
      by('officer', { type: 'recordInspection', documentId, findings: [] }),
      { type: 'deliver', documentId, to: 'library', place: '县图书馆' },
    ];
    const correct = by('clerk', { type: 'correct', documentId, reason: '标题有误' });
    const marks = async (...steps: Step[]) => {
      const row = (await rowOf<DocumentRow>(documentRows, ...steps))!;
      return [inspected!(row), delivered!(row)];
    };
    expect(await marks(...done)).toEqual([1, 1]);
    const corrected = [...done, revised, requested, passed, decided, approved, correct];
    expect(await marks(...corrected)).toEqual([0, 0]);
  });
  it.each<[string, Step[]]>([
    ['drafting', [draft(), propose]],
    ['secrecy', [draft(), propose, requested]],
    ['decision', [draft(), propose, requested, passed]],
    ['approval', [draft(), propose, requested, passed, decided]],
    ['publication', ready],
    ['published', published],
    ['drafting', [...published, revised]],
    ['kept', [...withheld, approved]],
    ['withdrawn', withdrawn],
    ['withdrawn', [...withdrawn, revised]],
    ['secrecy', [...withdrawn, revised, requested]],
    ['decision', [...withdrawn, revised, requested, passed]],
    ['approval', [...withdrawn, revised, requested, passed, decided]],
    ['publication', [...withdrawn, approved]],
    ['secrecy', [...published, revised, requested, withdraw]],
    ['withdrawn', [...published, moved('withheld')]],
    ['approval', [...published, moved('withheld'), moved('onInitiative')]],
    ['ended', [...published, { type: 'repeal', documentId, basis: '县政府令' }]],
    ['abandoned', [draft(), { type: 'abandon', documentId, reason: '不再需要' }]],
    ['handledOutside', [{ type: 'noteHandledOutside', agency: null, mark: 'secret' }]],
    [
      'coordination',
      [
        draft(),
        propose,
        requested,
        passed,
        { type: 'askCoordination', documentId, party: 'agency2' },
      ],
    ],
    [
      'guidance',
      [
        draft(),
        propose,
        requested,
        by('reviewer', {
          type: 'askSecrecyGuidance',
          documentId,
          department: 'secrecyDepartment',
          name: '县保密局',
          question: '?',
        }),
      ],
    ],
    [
      'correction',
      [
        ...published,
        { type: 'recordInspection', documentId, findings: [{ aspect: 'format', remark: '版式' }] },
      ],
    ],
    ['drafting', [...reviewed, sentBack]],
    ['decision', [...reviewed, sentBack, { type: 'proposeAttribute', documentId, ...onRequest }]],
    [
      'approval',
      [...reviewed, sentBack, by('signer', { type: 'decideAttribute', documentId, ...onRequest })],
    ],
    ['published', [...published, found, { type: 'recordInspection', documentId, findings: [] }]],
    [
      'drafting',
      [...published, revised, sentBack, { type: 'recordInspection', documentId, findings: [] }],
    ],
  ])('wait in %s', async (stage, steps) =>
    expect((await rowOf<DocumentRow>(documentRows, ...steps))!.stage).toBe(stage),
  );
});

describe('registers', () => {
  it('know when an agency last used a column', async () => {
    const rows = await rowsOf<ColumnUseRow>(columnUse, run(published).history);
    expect([...rows.values()]).toEqual([
      {
        column: '0201',
        agency: 'agency1',
        days: [['2026-03-02', 1]],
        before: null,
        lastPublishedOn: '2026-03-02',
        items: 1,
      },
    ]);
  });
  it('know the day before when the last use is taken back', async () => {
    const steps = [...published, withdraw, approved];
    const again: Step = [publishOn(), { today: '2026-03-20' }];
    const use = async (...of: Step[]) => {
      const [row] = (await rowsOf<ColumnUseRow>(columnUse, run(of).history)).values();
      return [row?.lastPublishedOn, row?.items];
    };
    expect(await use(...steps, again)).toEqual(['2026-03-20', 2]);
    expect(await use(...steps, again, voided(2))).toEqual(['2026-03-02', 1]);
    expect(await use(...published, voided(1))).toEqual([null, 0]);
  });
  it('keep a bounded number of the days a column was used on', () => {
    const meta = { agency: 'agency1' };
    const at = (type: string, day: number) => {
      const publishedOn = `2026-03-${String(day).padStart(2, '0')}`;
      const item = { column: '0201', agency: 'agency1' };
      return { type, data: { publishedOn, item, column: '0201', entered: true }, meta } as never;
    };
    const days = Array.from({ length: 30 }, (_, i) => i + 1);
    const all = days.map((day) => at('DocumentPublished', day));
    const of = (events: never[]) =>
      events.reduce<ColumnUseRow | undefined>(
        (row, one) => columnUse.apply(row, one, ''),
        undefined,
      )!;
    expect(of(all)).toMatchObject({
      lastPublishedOn: '2026-03-30',
      before: '2026-03-18',
      items: 30,
    });
    expect(of(all).days).toHaveLength(12);
    const back = days.slice(18).map((day) => at('PublicationVoided', day));
    expect(of([...all, ...back])).toMatchObject({
      lastPublishedOn: '2026-03-18',
      days: [],
      items: 18,
    });
  });
  it('keep each submission with its answer', async () => {
    const steps: Step[] = [
      ...ready,
      { type: 'submit', documentId, to: '甲县', site: '县门户' },
      { type: 'recordReturned', documentId, submission: 1, reason: '格式不符' },
    ];
    const rows = await rowsOf(submissionRows, run(steps).history);
    expect(rows.get(`${documentId}.1`)).toMatchObject({ outcome: 'returned', reason: '格式不符' });
  });
  it('keep of what was taken the address as it was put right', async () => {
    const url = 'https://example.org/2';
    const elsewhere = { channel: 'website', means: 'superiorPortal', site: '县门户' } as const;
    const putRight = { documentId, publication: 1, ...elsewhere, url, reason: '网址有误' };
    const steps: Step[] = [
      ...ready,
      { type: 'submit', documentId, to: '甲县', site: '县门户' },
      { type: 'recordTaken', documentId, submission: 1, url: 'https://example.org/1' },
      { type: 'correctPublication', ...putRight },
    ];
    const rows = await rowsOf(submissionRows, run(steps).history);
    expect(rows.get(`${documentId}.1`)).toMatchObject({ outcome: 'taken', url });
  });
  it('keep gazette issues with their pick-up points', async () => {
    const issueId = 'issue1';
    const history = [
      { type: 'GazetteIssuePlanned', data: { issueId, year: 2026, number: 3, title: '第3期' } },
      { type: 'PickUpPointAdded', data: { issueId, place: '县档案馆' } },
      { type: 'PickUpPointAdded', data: { issueId, place: '县图书馆' } },
      { type: 'PickUpPointRemoved', data: { issueId, place: '县图书馆' } },
      { type: 'GazetteIssueReleased', data: { issueId, releasedOn: '2026-03-02', copies: 10 } },
    ];
    expect((await rowsOf(gazetteIssueRows, history)).get(issueId)).toMatchObject({
      pickUpPoints: ['县档案馆'],
      releasedOn: '2026-03-02',
    });
  });
});

describe('the watch', () => {
  const dueOn = async (steps: Step[], today: string) => {
    const row = await rowOf<WatchRow>(documentWatch, ...steps);
    if (!row || row.due === null || row.due > today) return [];
    return documentWatch.due(row, today).map(({ note }) => note.type);
  };
  const ask: Step = { type: 'askCoordination', documentId, party: 'agency2', answerWithinDays: 5 };
  it('notes lateness the day after the limit, and only of what is meant for the public', async () => {
    expect(await dueOn([draft(), propose], '2026-03-06')).toEqual([]);
    expect(await dueOn([draft(), propose], '2026-03-09')).toEqual(['noteLate']);
    expect(await dueOn(published, '2026-03-09')).toEqual([]);
    expect(await dueOn([draft()], '2026-06-01')).toEqual([]);
    expect(
      await dueOn(
        [draft(), propose, [{ type: 'noteLate', documentId }, { today: '2026-03-09' }]],
        '2026-03-10',
      ),
    ).toEqual([]);
  });
  it('notes a change of what is public that did not reach the public in time', async () => {
    expect(await dueOn([...published, changed], '2026-03-30')).toEqual([]);
    expect(await dueOn([...published, changed], '2026-03-31')).toEqual(['noteLate']);
    expect(await dueOn([...published, revised], '2026-06-01')).toEqual([]);
    // Written back as the public has it, there is nothing to carry out.
    const back = { ...(draft() as object), ...{ type: 'revise', documentId } };
    const { agency: _, column: _column, ...asBefore } = back as Record<string, unknown>;
    const undone = [...published, changed, asBefore as never];
    expect(await dueOn(undone, '2026-06-01')).toEqual([]);
    const withdrawn: Step = { type: 'withdraw', documentId, reason: '有误' };
    expect(await dueOn([...published, changed, withdrawn], '2026-06-01')).toEqual(['noteLate']);
    expect(await dueOn([...published, withdrawn], '2026-06-01')).toEqual([]);
  });
  it('tells from when to when a notice on the calendar can move what it waits for', async () => {
    const { keys } = watchCollection;
    const spanOf = async (...steps: Step[]) => {
      const row = await rowOf<WatchRow>(documentWatch, ...steps);
      return row && [keys['limitFrom']!(row), keys['limitDue']!(row)];
    };
    expect(await spanOf(draft())).toEqual(['2026-02-02', '2026-03-06']);
    expect(
      await spanOf(draft(), propose, { ...(ask as object), answerWithinDays: 20 } as Step),
    ).toEqual(['2026-02-02', '2026-03-30']);
    expect(await spanOf(...published)).toBeUndefined();
  });
  it('watches again over what was not public after all', async () => {
    expect(await dueOn([...published, voided(1)], '2026-03-06')).toEqual([]);
    expect(await dueOn([...published, voided(1)], '2026-03-09')).toEqual(['noteLate']);
    const repeal: Step = { type: 'repeal', documentId, basis: '县政府令' };
    const notRepealed: Step = { type: 'voidEnding', documentId, reason: '登记有误' };
    expect(await dueOn([...ready, repeal], '2026-03-09')).toEqual([]);
    expect(await dueOn([...ready, repeal, notRepealed], '2026-03-09')).toEqual(['noteLate']);
    const [unformed, ...way] = published;
    const ofUnknownDay = [{ ...(unformed as object), formedOn: null } as Step, ...way, voided(1)];
    expect(await dueOn(ofUnknownDay, '2026-06-01')).toEqual([]);
    expect(await dueOn([...ofUnknownDay, revised], '2026-03-09')).toEqual(['noteLate']);
  });
  it('lets nothing fall late that was kept from the public before its record was taken back', async () => {
    const kept: Step = {
      type: 'moveAttribute',
      ...{ documentId, attribute: 'onRequest', reason: '针对特定对象' },
    };
    const steps = [...published, by('signer', kept as DocumentCommandInput), voided(1)];
    expect(await dueOn(steps, '2026-06-01')).toEqual([]);
    const released: Step = by('signer', {
      type: 'moveAttribute',
      ...{ documentId, attribute: 'onInitiative', reason: '可以公开' },
    });
    expect(await dueOn([...steps, released], '2026-06-01')).toEqual(['noteLate']);
  });
  it('is told once more of what is over when its limit runs again, and then no more', async () => {
    const at = (step: Step, on: string): Step =>
      Array.isArray(step) ? [step[0], { ...step[1], today: on }] : [step, { today: on }];
    const note: Step = { type: 'noteLate', documentId };
    const late = [...ready, at(note, '2026-03-09'), at(publish(), '2026-03-10')];
    const waiting = [...late, at(voided(1), '2026-03-11')];
    expect(await dueOn(waiting, '2026-03-11')).toEqual(['noteLate']);
    const told = run([...waiting, at(note, '2026-03-11')]);
    expect(told.outcome).toMatchObject([{ type: 'PublicationLatenessNoted' }]);
    expect(await dueOn([...waiting, at(note, '2026-03-11')], '2026-06-01')).toEqual([]);
    // An address put right lets no limit run again.
    const addressed = {
      type: 'correctPublication',
      documentId,
      publication: 1,
      channel: 'website',
      url: 'https://example.org/1',
      reason: '漏登网址',
    } as const;
    const noted = [...published, changed, at(note, '2026-03-31'), at(addressed, '2026-04-01')];
    expect(run(noted).outcome).toMatchObject([
      { type: 'PublicationRestated' },
      { type: 'PublicationVoided', data: { running: null } },
    ]);
    expect(await dueOn(noted, '2026-06-01')).toEqual([]);
  });
  it('follows another limit', async () => {
    const limit = { workingDays: 30, article: '某法第一条' };
    const set: Step = { type: 'setLimit', documentId, limit, reason: '期限有误' };
    expect(await dueOn([draft(), propose, set], '2026-03-20')).toEqual([]);
    expect(await dueOn([draft(), propose, set], '2026-03-23')).toEqual(['noteLate']);
    expect(await dueOn([...published, set], '2026-06-01')).toEqual([]);
  });
  it('notes silence the day after the limit of the agency asked', async () => {
    expect(await dueOn([...ready, ask], '2026-03-09')).not.toContain('noteCoordinationSilence');
    expect(await dueOn([...ready, ask], '2026-03-10')).toContain('noteCoordinationSilence');
    expect(await dueOn([...published, ask, revised], '2026-06-01')).toEqual([]);
  });
  it('notes what was let go on re-evaluation twenty working days after that', async () => {
    const released: Step = [
      { type: 'reevaluate', documentId, outcome: 'released', reason: '已无须保密' },
      { today: '2026-03-10' },
    ];
    const forAll: Step = { type: 'proposeAttribute', documentId, attribute: 'onInitiative' };
    expect(await dueOn([...withheld, released, forAll], '2026-04-08')).toEqual([]);
    expect(await dueOn([...withheld, released, forAll], '2026-04-09')).toEqual(['noteLate']);
  });
  it('notes the day of a re-evaluation', async () => {
    expect(await dueOn(withheld, '2027-03-01')).toEqual([]);
    expect(await dueOn(withheld, '2027-03-02')).toEqual(['noteReevaluationDue']);
  });
  it('gives back an index number whose publication never came', async () => {
    const claim = {
      type: 'ValueClaimed',
      data: { kind: 'indexNumber', value: 'A/1', holder: documentId },
    };
    const [row] = [...(await rowsOf<never>(openClaims, [claim])).values()];
    expect(openClaims.due(row!, '2026-03-03')).toEqual([]);
    expect(openClaims.due(row!, '2026-03-04')).toEqual([{ value: 'A/1', holder: documentId }]);
    const [used] = run([[attest, { indexNumber: 'A/1' }]]).history as [DocumentEvent];
    expect((await rowsOf(openClaims, [claim, used])).size).toBe(0);
    // An item taken over by mistake gives its number back at once.
    const gone = run([voided(1)], [used]).history.at(-1)!;
    const [free] = [...(await rowsOf<never>(openClaims, [claim, used, gone])).values()];
    expect(openClaims.due(free!, '2026-03-02')).toEqual([{ value: 'A/1', holder: documentId }]);
    const { holder: _, ...back } = { ...claim.data, reason: '登记撤销' };
    const released = { type: 'ClaimReleased', data: back };
    expect((await rowsOf(openClaims, [claim, used, gone, released])).size).toBe(0);
    // So does one that was published by mistake and then given up.
    const out: Step = [(publish() as [DocumentCommandInput, object])[0], { indexNumber: 'A/1' }];
    const abandon: Step = { type: 'abandon', documentId, reason: '重复' };
    const { state, history } = run([...ready, out, voided(1), abandon]);
    expect(state.indexNumber).toBeNull();
    expect(history.at(-1)).toMatchObject({ data: { indexNumber: 'A/1' } });
    const numbering = [claim, ...history.filter(({ type }) => type in openClaims.events)];
    const [left] = [...(await rowsOf<never>(openClaims, numbering)).values()];
    expect(openClaims.due(left!, '2026-03-02')).toEqual([{ value: 'A/1', holder: documentId }]);
    const other = { ...claim, data: { ...claim.data, kind: 'account' } };
    expect((await rowsOf(openClaims, [other])).size).toBe(0);
  });
});

const usual: Step[] = [
  ...published,
  publish({ channel: 'weibo' }),
  by('clerk', { type: 'submit', documentId, to: '甲县', site: '县门户' }),
  revised,
  requested,
  passed,
  decided,
  approved,
  by('clerk', { type: 'correct', documentId, reason: '更正' }),
  by('clerk', { type: 'recordTaken', documentId, submission: 1 }),
  { type: 'repeal', documentId, basis: '县政府令' },
  { type: 'withdraw', documentId, reason: '过时' },
];

it('gives the same rows rebuilt as folded in any batches, over any part of a history', async () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: usual.length }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(itemRows, documentRows, columnUse, submissionRows, documentWatch),
      async (length, batch, projection) => {
        const { history } = run(usual.slice(0, length));
        expect(await rowsOf(projection, history, batch)).toEqual(await rowsOf(projection, history));
      },
    ),
    { numRuns: 60 },
  ));

it('folds any subsequence without failing', async () =>
  fc.assert(
    fc.asyncProperty(
      fc.subarray(run(usual).history),
      fc.constantFrom(itemRows, documentRows, columnUse, submissionRows, documentWatch),
      async (history, projection) => {
        await rowsOf(projection, history);
      },
    ),
    { numRuns: 60 },
  ));

it('decodes every version of every event ever written', () => {
  const folder = new URL('./fixtures/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const own = Object.keys(events).filter((type) => !type.startsWith('Secrecy'));
  const versions = own.flatMap((type) =>
    Array.from({ length: events[type]!.version }, (_, i) => `${type}.v${i + 1}.json`),
  );
  expect(files.sort()).toEqual(versions.sort());
  for (const file of files) {
    const [type, version] = file.split('.') as [string, string];
    const data: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    expect(decode(events, type, Number(version.slice(1)), data).data).toMatchObject(data as object);
  }
});
