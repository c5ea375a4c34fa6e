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

/** Asks again until the answer is there: the audit stream has no position that could be waited for. */
export const eventually = async <T>(
  asked: () => Promise<T | undefined>,
  withinMs = 5_000,
): Promise<T> => {
  for (const until = Date.now() + withinMs; Date.now() < until;) {
    const answer = await asked();
    if (answer !== undefined) return answer;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`it did not come within ${withinMs} ms`);
};
