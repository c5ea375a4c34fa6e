import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES } from '@gongkai/kernel';
import { joinedSdl, rimModule } from '@gongkai/nest';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { buildASTSchema, isEnumType, parse, validateSchema, type GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { allEvents, allSdl } from './contexts.js';
import { Platform } from './platform.js';

const declared = buildASTSchema(parse(joinedSdl(allSdl)));

/** Every list of values an event field may take, as text. */
const eventEnums = (): Set<string> => {
  const found = new Set<string>([[...ROLES].sort().join()]);
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { enum: values } = node as { enum?: unknown };
    if (Array.isArray(values)) found.add([...(values as string[])].sort().join());
    Object.values(node).forEach(walk);
  };
  for (const { current } of Object.values(allEvents))
    walk(z.toJSONSchema(current as z.ZodType, { unrepresentable: 'any', io: 'input' }));
  return found;
};

/** What rows show or filters choose; no event field has these values as one list. */
const READ_ONLY = [
  'AccountStatus',
  'AuditType',
  'ConcernState',
  'ComplaintStage',
  'CoordinationAnswer',
  'EnquiryState',
  'ErasureState',
  'EvidenceBundleKind',
  'EvidenceCaseKind',
  'FigureScope',
  'GuideStatus',
  'IndexNumberPartKind',
  'ItemKind',
  'ReconsiderationSealedField',
  'ReconsiderationSort',
  'ReconsiderationStage',
  'ReportStatus',
  'RequestSort',
  'RequestStage',
  'SealedField',
  'LetterFieldType',
  'LetterLineKind',
  'LinkStanding',
  'MessageMailState',
  'OpeningBasis',
  'SecrecyStatus',
  'Stage',
  'Standing',
  'SubmissionOutcome',
  'SuitChallengeKind',
  'SuitStage',
  'WithdrawalCause',
];

describe('the joined schema', () => {
  let root: string;
  let folder: string;
  let platform: Platform;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'gongkai-contract-'));
    folder = join(root, 'data');
    const modules = [rimModule({ sdl: allSdl, version: 'test' })];
    platform = await Platform.open({ data: folder, access: 'write', modules });
    ({ schema } = platform.app.get(GraphQLSchemaHost, { strict: false }));
  }, 60_000);
  afterAll(async () => {
    await platform.close();
    rmSync(root, { recursive: true });
  });

  it('names only types that exist', () => expect(validateSchema(declared)).toEqual([]));

  it('has a resolver of its own for every question and every command', () => {
    const silent = [schema.getQueryType()!, schema.getMutationType()!].flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ resolve }) => resolve === undefined || resolve.name === 'defaultFieldResolver')
        .map(({ name }) => `${type.name}.${name}`),
    );
    expect(silent).toEqual([]);
  });

  it('takes a command id with every command and answers with what became of it', () => {
    const fields = Object.values(declared.getMutationType()!.getFields());
    const results = fields.filter(({ type }) => String(type) !== 'CommandResult!');
    // Signing in is no command: it records nothing but the audit entry and gives a token. Who hands a
    // request in is told its number and secret. An import is many commands, and answers with a report
    // of its rows.
    expect(results.map(({ name }) => name)).toEqual([
      'signIn',
      'registerRequest',
      'submitRequest',
      'importPublications',
      'importRequests',
      'importReturns',
    ]);
    for (const { name, args } of fields.filter((field) => !results.includes(field))) {
      const input = args.find((argument) => argument.name === 'input');
      const type = input && declared.getType(String(input.type).replace('!', ''));
      const holder = type && 'getFields' in type ? Object.keys(type.getFields()) : [];
      const takes = args.some((argument) => argument.name === 'commandId');
      expect({ name, takes: takes || holder.includes('commandId') }).toEqual({ name, takes: true });
    }
  });

  it('pages every list that has a cursor', () => {
    for (const type of [declared.getQueryType()!, declared.getMutationType()!])
      for (const { name, args, type: result } of Object.values(type.getFields())) {
        const after = args.some((argument) => argument.name === 'after');
        const first = args.some((argument) => argument.name === 'first');
        expect({ name, first }).toEqual({ name, first: after || first });
        if (after) expect(String(result)).toMatch(/(Page|Result)!?$/);
      }
  });

  it('gives enums the values the events have', () => {
    const known = eventEnums();
    const own = Object.values(declared.getTypeMap())
      .filter(isEnumType)
      .filter(({ name }) => !name.startsWith('__'))
      .filter(
        (type) =>
          !known.has(
            type
              .getValues()
              .map(({ name }) => name)
              .sort()
              .join(),
          ),
      )
      .map(({ name }) => name);
    expect(own.filter((name) => !READ_ONLY.includes(name))).toEqual([]);
  });
});
