import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from './failure.js';
import type { Settings } from './settings.js';

export type RemoteImport = {
  kind: 'publications' | 'requests' | 'returns';
  file: string;
  mapping: string;
  node: string;
  dryRun: boolean;
  refusalsPath: string;
};
type Refused = { line: number; code: string; field: string | null; zh: string; en: string };
type Defective = { line: number; number: string; defects: string[] };
type Report = {
  read: number;
  accepted: number;
  refused: number;
  refusals: Refused[];
  defective: Defective[];
};

const MUTATIONS = {
  publications: 'importPublications',
  requests: 'importRequests',
  returns: 'importReturns',
} as const;

const mutationOf = (kind: RemoteImport['kind']) => {
  const mutation = MUTATIONS[kind];
  const input = `I${mutation.slice(1)}Input`;
  return `mutation Import($input: ${input}!) {
  outcome: ${mutation}(input: $input) {
    __typename
    ... on ImportReport {
      read accepted refused
      refusals { line code field zh en }
      defective { line number defects }
    }
    ... on Rejected { code zh en field }
  }
}`;
};

/** The same import by the server that holds the data folder, in the name of the token's officer. */
export const importRemotely = async (
  settings: Settings,
  { kind, file, mapping, node, dryRun, refusalsPath }: RemoteImport,
): Promise<Omit<Report, 'refusals'> & { refusals: string | null }> => {
  const sent = await call(settings, '/files', {
    body: await readFile(file),
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(file))}`,
    },
  });
  const source = String(sent['digest']);
  const commandId = `import.${source.slice(0, 32)}`;
  const input = { commandId, source, mapping: await readFile(mapping, 'utf8'), node, dryRun };
  const answer = await call(settings, '/graphql', {
    body: JSON.stringify({ query: mutationOf(kind), variables: { input } }),
    headers: { 'content-type': 'application/json' },
  });
  const { data, errors } = answer as {
    data?: { outcome: Report & { __typename: string } & Failing };
    errors?: { extensions: Failing }[];
  };
  const outcome = data?.outcome;
  if (!outcome) throw failing(errors?.[0]?.extensions ?? {});
  if (outcome.__typename === 'Rejected') throw failing(outcome);
  const { read, accepted, refused, refusals, defective } = outcome;
  if (refusals.length === 0) return { read, accepted, refused, refusals: null, defective };
  const { csvLine } = await import('@gongkai/platform');
  const lines = refusals.map((row) =>
    csvLine([String(row.line), row.code, row.field ?? '', row.zh, row.en]),
  );
  await writeFile(
    refusalsPath,
    `\uFEFF${csvLine(['line', 'code', 'field', 'zh', 'en'])}${lines.join('')}`,
  );
  return { read, accepted, refused, refusals: refusalsPath, defective };
};

type Failing = { code?: string; zh?: string; en?: string; field?: string | null };

const failing = ({
  code = 'INTERNAL',
  zh = '服务拒绝。',
  en = 'The server refused.',
  field,
}: Failing) => new Failure(1, code, zh, en, field ? { field } : {});

const call = async (
  { url, token }: Settings,
  path: string,
  { body, headers }: { body: string | Uint8Array<ArrayBuffer>; headers: Record<string, string> },
): Promise<Record<string, unknown>> => {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(new URL(path, url!), {
    method: 'POST',
    body,
    headers: { ...headers, ...authorization },
  }).catch((error: unknown) => {
    throw new Failure(
      3,
      'cli.serverUnreachable',
      '无法连接服务。',
      'The server cannot be reached.',
      {
        url,
        cause: error instanceof Error ? error.message : String(error),
      },
    );
  });
  const json = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok && json['errors'] === undefined) throw failing(json as Failing);
  return json;
};
