import { buildASTSchema, isInputObjectType, isNonNullType, parse } from 'graphql';
import { PlainRequestCommands } from './commands.plain.js';
import sdl from './request.graphql';
import commandsSdl from './request-commands.graphql';
import publicSdl from './public-request.graphql';
import { requestMutations } from './mutation.resolver.js';
import { requestPolicy, PROCESS_ONLY } from './policy.js';

const stubs = `
  scalar Day scalar Instant scalar Count scalar Position
  type Query { version: String } type Mutation { noop: String }
  type PageInfo { endCursor: String } type Accepted { id: ID } type Rejected { code: String }
  union CommandResult = Accepted | Rejected
  enum ConsultationKind { a } enum ConsultationAnswer { a } enum SilenceEffect { a }
  enum ConsultationRoute { a } enum ReturnReason { a } enum SecrecyStatus { a }
  enum GuidanceDepartment { a } enum GuidanceOutcome { a } enum PassGroundCode { a }
  enum GroundCode { a } enum LetterKind { a } enum OpeningBasis { a }
`;
const schema = buildASTSchema(parse([stubs, sdl, commandsSdl, publicSdl].join('\n')));
const inputOf = (mutation: string) => {
  const field = schema.getMutationType()!.getFields()[mutation]!;
  const type = schema.getType(String(field.args[0]!.type).replace('!', ''));
  if (!isInputObjectType(type)) throw new Error(`${mutation} has no input`);
  return type.getFields();
};
const CALL = ['commandId', 'expectedRevision'];
const commands = new Map(
  PlainRequestCommands.options.map((option) => [option.shape.type.value as string, option]),
);

describe('the mutations of officers', () => {
  it.each(Object.entries({ ...requestMutations, registerRequest: 'receive' }))(
    '%s asks for what the command %s takes, and for no more',
    (mutation, type) => {
      const fields = inputOf(mutation);
      const { shape } = commands.get(type)! as {
        shape: Record<string, { safeParse(v: unknown): { success: boolean } }>;
      };
      const taken = Object.keys(shape).filter((key) => key !== 'type' && key !== 'secret');
      const internal = ['consultationId', 'feeId', 'suggestionId', 'consentedBy'].filter(
        (key) => !(key in fields),
      );
      expect(
        Object.keys(fields)
          .filter((key) => !CALL.includes(key))
          .sort(),
      ).toEqual(taken.filter((key) => !internal.includes(key)).sort());
      for (const [name, { type: of }] of Object.entries(fields)) {
        if (CALL.includes(name) || !isNonNullType(of)) continue;
        expect({
          name,
          needed: !shape[name]!.safeParse(undefined).success || name === 'kind',
        }).toEqual({ name, needed: true });
      }
    },
  );

  it('cover every command that is not the watch’s', () => {
    const given = [...Object.values(requestMutations), 'receive', ...PROCESS_ONLY];
    expect([...commands.keys()].filter((type) => !(given as string[]).includes(type))).toEqual([]);
  });

  it('have a line each in the policy', () => {
    for (const type of [...Object.values(requestMutations), 'receive'])
      expect(requestPolicy).toHaveProperty([`request.${type}`]);
  });
});
