import request from 'supertest';

export const DEMO_PASSWORD = 'demo-gongkai-2026';

export type Answer = {
  status: number;
  data: Record<string, unknown>;
  code: string | undefined;
  headers: Record<string, string>;
};

/** One GraphQL request over the wire. */
export const ask = async (
  url: string,
  query: string,
  variables: object = {},
  token?: string,
): Promise<Answer> => {
  const sent = request(url).post('/graphql').set('content-type', 'application/json');
  if (token !== undefined) void sent.set('authorization', `Bearer ${token}`);
  const { status, body, headers } = await sent.send(JSON.stringify({ query, variables }));
  const { data, errors, code } = body as {
    data?: Record<string, unknown>;
    errors?: { extensions: { code: string } }[];
    code?: string;
  };
  return {
    status,
    data: data ?? {},
    code: errors?.[0]?.extensions.code ?? code,
    headers: headers as Record<string, string>,
  };
};

/** Signs a demo account in and gives its token. */
export const signIn = async (url: string, account: string): Promise<string> => {
  const query = 'mutation In($input: SignInInput!) { signIn(input: $input) { token } }';
  const { data } = await ask(url, query, { input: { account, password: DEMO_PASSWORD } });
  return (data['signIn'] as { token: string }).token;
};

/** Tokens of demo accounts. */
export const signInAll = async <A extends string>(
  url: string,
  accounts: readonly A[],
): Promise<Record<A, string>> => {
  const tokens = {} as Record<A, string>;
  for (const account of accounts) tokens[account] = await signIn(url, account);
  return tokens;
};

export type Outcome = Record<string, string | undefined>;
let commands = 0;

/** Gives a command under a new id, unless it brings one; what came of it is the outcome. */
export const command = async (
  url: string,
  token: string | undefined,
  mutation: string,
  input: object,
  {
    type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`,
    selection = '{ __typename ... on Accepted { id position } ... on Rejected { code zh en field article } }',
  } = {},
): Promise<Answer & { outcome: Outcome | undefined }> => {
  const answer = await ask(
    url,
    `mutation M($input: ${type}!) { ${mutation}(input: $input) ${selection} }`,
    { input: { commandId: `given${commands++}`, ...input } },
    token,
  );
  return { ...answer, outcome: answer.data[mutation] as Outcome | undefined };
};

/** Asks again until the answer is there: the audit stream has no position that could be waited for. */
export const eventually = async <T>(
  asked: () => Promise<T | undefined>,
  withinMs = 20_000,
): Promise<T> => {
  for (const until = Date.now() + withinMs; Date.now() < until;) {
    const answer = await asked();
    if (answer !== undefined) return answer;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`it did not come within ${withinMs} ms`);
};
