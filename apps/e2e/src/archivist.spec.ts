import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, eventually, signIn } from './graphql.js';
import { startProgram, type Running } from './server.js';

const PAGE = join(import.meta.dirname, '../../../docs/guide/archivist.md');
const steps = [...readFileSync(PAGE, 'utf8').matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(
  ([, query]) => query!,
);

let server: Running;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  server = await startProgram();
  for (const post of ['archivist', 'head', 'clerk'])
    tokens[post] = await signIn(server.url, `hengnan.${post}`);
});
afterAll(() => server.remove());

const give = async (post: string, query: string, variables: object = {}) => {
  const { code, status, data } = await ask(server.url, query, variables, tokens[post]);
  expect({ query, code, status }).toEqual({ query, code: undefined, status: 200 });
  return data as Record<string, { nodes: Record<string, unknown>[] } & Record<string, unknown>>;
};
const accepted = { __typename: 'Accepted' };

describe('the guide for archivists', () => {
  it('leads from the schedule to the certificate, step by step', async () => {
    const [adopt, due, one, hold, holds, lift, restrict, asking, approve, erasures, ...rest] =
      steps;
    expect(rest).toEqual([]);
    expect(await give('head', adopt!)).toMatchObject({ adoptRetentionSchedule: accepted });
    const { retentionSchedules } = await give('archivist', due!);
    expect(retentionSchedules).toMatchObject([
      { kind: 'request', inForce: { years: 10 } },
      {},
      {},
      {},
      {},
    ]);

    const listed = await give(
      'clerk',
      // Nothing is answered in it yet, so that no appeal of the demo data holds it.
      '{ requests(filter: { stage: clarification }, first: 1) { nodes { id } } }',
    );
    const id = listed['requests']!.nodes[0]!['id'];
    const { heldCase } = await give('archivist', one!, { case: id });
    const { key: person } = (heldCase!['persons'] as { key: string }[])[0]!;
    expect(heldCase).toMatchObject({ kind: 'request', permanent: false });

    expect(await give('head', hold!, { case: id })).toMatchObject({ placeHold: accepted });
    const standing = await eventually(async () => {
      const { legalHolds } = await give('archivist', holds!, { case: id });
      return legalHolds!.nodes[0];
    });
    expect(await give('archivist', asking!, { person })).toMatchObject({
      askErasure: { code: 'retention.held' },
    });
    expect(await give('head', lift!, { hold: standing['id'] })).toMatchObject({
      liftHold: accepted,
    });

    expect(await give('archivist', restrict!, { person })).toMatchObject({
      restrictPerson: accepted,
    });
    const open = (basis: string) =>
      give(
        'clerk',
        `query ($id: ID!) { openedRequest(id: $id, fields: [applicant], purpose: "查阅案卷"${basis}) {
          applicant restricted shredded } }`,
        { id },
      );
    expect(await open('')).toMatchObject({
      openedRequest: { applicant: null, restricted: ['applicant'] },
    });
    const { openedRequest } = await open(', basis: court');
    expect(openedRequest!['applicant']).toEqual(expect.any(String));

    const { askErasure } = await give('archivist', asking!.replace('k-5', 'k-7'), { person });
    expect(askErasure).toMatchObject(accepted);
    const { approveErasure } = await give('head', approve!, { erasure: askErasure!['id'] });
    expect(approveErasure).toMatchObject(accepted);
    await give(
      'head',
      `mutation ($erasure: ID!) { carryOutErasure(input: { commandId: "k-8", erasure: $erasure }) {
        __typename } }`,
      { erasure: askErasure!['id'] },
    );
    const done = await eventually(async () => {
      const { erasures: list } = await give('archivist', erasures!, { person });
      return list!.nodes.find(({ state }) => state === 'destroyed');
    });
    expect(done).toMatchObject({ fields: expect.any(Number), streams: [expect.any(String)] });
    expect(await open('')).toMatchObject({
      openedRequest: { applicant: null, restricted: [], shredded: ['applicant'] },
    });
  });
});
