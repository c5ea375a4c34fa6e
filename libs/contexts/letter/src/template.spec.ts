import { builtInTemplate } from './built-in.js';
import { LetterKind, LetterLanguage } from './events.js';
import { checkTemplate, parseTemplate } from './template.js';

const receipt = builtInTemplate('receipt', 'zh');
const faultsOf = (source: string, kind: LetterKind = 'receipt') =>
  checkTemplate(kind, source).map(({ code, line, column }) => [code, line, column]);
/** The built-in receipt with one more line at the end. */
const withLine = (...lines: string[]) => [receipt, ...lines].join('\n');
const after = receipt.split('\n').length;

describe('the template language', () => {
  it('knows titles, headings, flush and right-aligned lines, items and paragraphs', () => {
    const { lines, faults } = parseTemplate('# A\n## B\n| C\n> D\n- E\n\nF {{x}} {given}');
    expect(faults).toEqual([]);
    expect(lines.map(({ kind }) => kind)).toEqual([
      'title',
      'heading',
      'flush',
      'right',
      'item',
      'paragraph',
    ]);
    expect(lines[5]!.parts).toEqual(['F {x} ', { field: 'given', line: 7, column: 9 }]);
  });

  it('shows a section only when its field has a value, and the other when it has none', () => {
    const { lines } = parseTemplate('[if dueOn]\nA\n[else]\nB\n[end]\nC');
    expect(lines.map(({ when }) => when)).toEqual([
      { field: 'dueOn', holds: true },
      { field: 'dueOn', holds: false },
      null,
    ]);
  });

  it('counts columns as people do, a rare character as one', () => {
    expect(faultsOf(withLine('𠮷𠮷{nothing}'))).toEqual([['letter.fieldUnknown', after + 1, 3]]);
  });
});

describe('a template is checked when it is written', () => {
  it.each(
    LetterKind.options.flatMap((kind) => LetterLanguage.options.map((l) => [kind, l] as const)),
  )('the built-in template of %s in %s is sound', (kind, language) =>
    expect(checkTemplate(kind, builtInTemplate(kind, language))).toEqual([]),
  );

  it.each<[string, string[], string, number, number]>([
    ['a brace that is never closed', ['{dueOn'], 'letter.templateSyntax', 1, 1],
    ['a lone closing brace', ['x}'], 'letter.templateSyntax', 1, 2],
    ['a field name that is no name', ['{due on}'], 'letter.templateSyntax', 1, 1],
    ['a directive that does not exist', ['[loop x]'], 'letter.templateSyntax', 1, 1],
    ['an if without a field', ['[if]'], 'letter.templateSyntax', 1, 1],
    ['an else without an if', ['[else]'], 'letter.templateSyntax', 1, 1],
    ['an end without an if', ['[end]'], 'letter.templateSyntax', 1, 1],
    [
      'a section in a section',
      ['[if dueOn]', '[if startsOn]', '[end]'],
      'letter.templateSyntax',
      2,
      1,
    ],
    ['a section without end', ['[if dueOn]', 'x'], 'letter.templateSyntax', 1, 1],
    ['an unknown field', ['{nobody}'], 'letter.fieldUnknown', 1, 1],
    ['an unknown condition', ['[if nobody]', 'x', '[end]'], 'letter.fieldUnknown', 1, 5],
    ['a field of another kind', ['金额{amount}'], 'letter.fieldOfOtherKind', 1, 3],
    ['a remedy where none is told', ['{remedy}'], 'letter.fieldOfOtherKind', 1, 1],
    ['several paragraphs in a title', ['# {informationAsked}'], 'letter.fieldMisplaced', 1, 3],
  ])('refuses %s', (_, lines, code, line, column) =>
    expect(faultsOf(withLine(...lines))[0]).toEqual([code, after + line, column]),
  );

  it('refuses a list inside a sentence', () => {
    const source = builtInTemplate('clarification', 'zh').replace('- {items}', '事项：{items}');
    expect(faultsOf(source, 'clarification')[0]![0]).toBe('letter.fieldMisplaced');
  });

  it('refuses a template without a required field', () => {
    const source = receipt.replaceAll('{applicantName}', '');
    expect(checkTemplate('receipt', source)[0]).toMatchObject({
      code: 'letter.fieldMissing',
      details: { field: 'applicantName', zh: '申请人姓名或者名称' },
    });
  });

  it('refuses a required field that may drop out with its section', () => {
    const source = `${receipt.replaceAll('{channel}', '')}\n[if dueOn]\n{channel}\n[end]`;
    expect(faultsOf(source).map(([code]) => code)).toEqual(['letter.fieldConditional']);
  });

  it('refuses a refusal that names no article or no remedy', () => {
    const source = builtInTemplate('refusedPrivacy', 'zh');
    for (const field of ['{article}', '{remedy}'])
      expect(faultsOf(source.replace(field, ''), 'refusedPrivacy')[0]![0]).toBe(
        'letter.fieldMissing',
      );
  });

  it('refuses a letter without a title', () => {
    expect(faultsOf(receipt.replaceAll(/^# /gm, '## '))[0]![0]).toBe('letter.titleMissing');
  });

  it('keeps the name of the applicant out of letters to third parties', () => {
    for (const kind of [
      'thirdPartyConsultation',
      'overrideNotice',
      'jointMakerConsultation',
    ] as const)
      expect(faultsOf(`${builtInTemplate(kind, 'zh')}\n{applicantName}`, kind)[0]![0]).toBe(
        'letter.fieldOfOtherKind',
      );
  });
});
