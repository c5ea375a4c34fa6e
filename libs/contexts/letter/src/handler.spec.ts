import { Rejection, type Officer, type Role } from '@gongkai/kernel';
import { Cursors } from '@gongkai/nest';
import {
  catchUpWith,
  countingIds,
  FakeClock,
  MemoryEventStore,
  MemoryReadStore,
  policyConformance,
} from '@gongkai/testing';
import { builtInTemplate, sampleFields } from './built-in.js';
import type { LetterTemplateCommand } from './commands.js';
import { LetterTemplateHandler } from './letter.handler.js';
import { LetterResolver } from './letter.resolver.js';
import { LetterWriter } from './letters.js';
import { letterPolicy } from './policy.js';
import { letterTemplateRows } from './templates.projection.js';

policyConformance('letter', letterPolicy);

const officer = (...roles: Role[]): Officer => ({
  account: 'officer1',
  tenant: 'T1',
  agency: null,
  grants: roles.map((role) => ({ role, agency: null })),
});
const head = officer('disclosureHead');
const of = { kind: 'withdrawn', language: 'zh' } as const;
const built = builtInTemplate('withdrawn', 'zh');

const platform = () => {
  const store = new MemoryEventStore();
  const reads = new MemoryReadStore();
  const clock = new FakeClock();
  const handler = new LetterTemplateHandler(store, countingIds(), clock);
  const bus = { execute: (command: LetterTemplateCommand) => handler.execute(command) };
  const letters = new LetterWriter(store);
  const cursors = new Cursors(new Uint8Array(32));
  const resolver = new LetterResolver(bus as never, reads, clock, cursors, letters);
  let next = 0;
  const project = () => catchUpWith(store, reads, [letterTemplateRows]);
  const set = (who: Officer, source: string) =>
    resolver.setLetterTemplate(who, { commandId: `c${String(++next)}`, ...of, source } as never);
  const withdraw = (who: Officer) =>
    resolver.withdrawLetterTemplate(who, {
      commandId: `c${String(++next)}`,
      ...of,
      reason: '恢复内置',
    } as never);
  return { letters, resolver, set, withdraw, project };
};

const input = {
  ...of,
  edition: '2019',
  on: '2026-03-02',
  fields: sampleFields('withdrawn', 'zh'),
} as const;

describe('letters of a government', () => {
  it('are written by its own template once it is set, and by the built-in one again after', async () => {
    const { letters, set, withdraw } = platform();
    const text = async () => {
      const letter = await letters.write('T1', input, ['docx']);
      if (letter instanceof Rejection) throw new Error(letter.en);
      return [letter.template, letter.blocks.at(-1)!.text];
    };
    expect(await text()).toEqual([0, '2026年3月2日']);
    await set(head, `${built}\n本县另有规定。`);
    expect(await text()).toEqual([1, '本县另有规定。']);
    const other = await letters.write('T2', input, []);
    expect(other).toMatchObject({ template: 0, files: {} });
    await withdraw(head);
    expect(await text()).toEqual([0, '2026年3月2日']);
  });

  it('say which characters of a name no font has; the DOCX can still be written', async () => {
    const { letters } = platform();
    const rare = { ...input, fields: { ...input.fields, applicantName: '吉𠮷' } };
    const refused = await letters.write('T1', rare);
    expect(refused).toMatchObject({ code: 'letter.glyphMissing', details: { characters: '𠮷' } });
    expect(await letters.write('T1', rare, ['docx'])).toMatchObject({ template: 0 });
  });

  it('come as PDF and DOCX', async () => {
    const { letters } = platform();
    const letter = await letters.write('T1', input);
    if (letter instanceof Rejection) throw new Error(letter.en);
    expect(Buffer.from(letter.files.pdf!).subarray(0, 5).toString()).toBe('%PDF-');
    expect(Buffer.from(letter.files.docx!).subarray(0, 2).toString()).toBe('PK');
  });

  it('are for the head of the disclosure office to lay out, for no other', async () => {
    const { set, resolver } = platform();
    await expect(set(officer('clerk'), built)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await set(head, '# x')).toMatchObject({ code: 'letter.fieldMissing', field: 'source' });
    expect(await set(head, '')).toMatchObject({ code: 'command.invalid', field: 'source' });
    await expect(resolver.template(officer('drafter'), 'receipt', 'zh')).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('keep every version of a template', async () => {
    const { set, withdraw, resolver, project } = platform();
    await set(head, built);
    await set(head, `${built}\n甲`);
    await withdraw(head);
    await set(head, `${built}\n乙`);
    await project();
    const { nodes } = await resolver.versions(head, 'withdrawn', 'zh');
    expect(
      nodes.map(({ version, inForce, withdrawnBecause }) => [version, inForce, withdrawnBecause]),
    ).toEqual([
      [3, true, null],
      [2, false, '恢复内置'],
      [1, false, null],
    ]);
    const kinds = await resolver.kinds(head);
    expect(kinds.find(({ kind }) => kind === 'withdrawn')).toMatchObject({
      versionZh: 3,
      versionEn: 0,
    });
    expect(kinds.find(({ kind }) => kind === 'refusedPrivacy')).toMatchObject({
      remedy: { order: 'reconsiderationFirst', reconsiderationDays: 60, litigation: '15 days' },
    });
  });

  it('can be tried before they are set: faults with line and column, else sample values', () => {
    const { resolver } = platform();
    const faulty = resolver.preview(head, 'withdrawn', 'zh', `${built}\n{x}`);
    expect(faulty.faults).toEqual([
      expect.objectContaining({ code: 'letter.fieldUnknown', column: 1 }),
    ]);
    expect(faulty.blocks).toEqual([]);
    const sound = resolver.preview(head, 'withdrawn', 'zh', built);
    expect(sound.blocks.map(({ text }) => text).join('')).toContain('张某某');
    const old = resolver.preview(
      head,
      'refusedNoSpecialNeed',
      'zh',
      builtInTemplate('refusedNoSpecialNeed', 'zh'),
    );
    expect(old.faults).toEqual([]);
    const wrong = resolver.preview(
      head,
      'excessive',
      'zh',
      builtInTemplate('excessive', 'zh'),
      'cn2007',
    );
    expect(wrong.faults[0]!.code).toBe('letter.articleMissing');
  });
});
