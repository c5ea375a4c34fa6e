import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { callServer, jsonOf, refusalOf } from './server-call.js';
import type { Settings } from './settings.js';

export type RemoteImport = {
  kind: 'publications' | 'requests' | 'returns';
  file: string;
  mapping: string;
  node: string;
  dryRun: boolean;
  voidReason?: string | undefined;
  refusalsPath: string;
};
type Defective = { line: number; number: string; defects: string[] };
type Counts = { read: number; accepted: number; refused: number; defective: Defective[] };
type Outcome = Counts & { __typename: string; refusedFile: string | null };

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
      read accepted refused refusedFile
      defective { line number defects }
    }
    ... on Rejected { code zh en field }
  }
}`;
};

/** The same import by the server that holds the data folder, in the name of the token's officer. */
export const importRemotely = async (
  settings: Settings,
  { kind, file, mapping, node, dryRun, voidReason, refusalsPath }: RemoteImport,
): Promise<Counts & { refusals: string | null }> => {
  const text = await readFile(mapping, 'utf8');
  const source = await sendFile(settings, file);
  settings.terminal.note('文件已送达,服务正在导入。', 'The file is there; the server imports it.');
  const commandId = `import.${source.slice(0, 32)}`;
  const order = { commandId, source, mapping: text, node, dryRun };
  const input = voidReason === undefined ? order : { ...order, voidReason };
  const answer = await callServer(settings, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: { text: JSON.stringify({ query: mutationOf(kind), variables: { input } }) },
  });
  const json = await jsonOf(answer);
  const { outcome } = (json['data'] ?? {}) as { outcome?: Outcome };
  if (!outcome) throw refusalOf(json, answer.statusCode!);
  if (outcome.__typename === 'Rejected') throw refusalOf(outcome, answer.statusCode!);
  const { read, accepted, refused, refusedFile, defective } = outcome;
  const refusals = refusedFile === null ? null : refusalsPath;
  if (refusedFile !== null) await fetchFile(settings, refusedFile, refusalsPath);
  return { read, accepted, refused, refusals, defective };
};

const sendFile = async (settings: Settings, file: string): Promise<string> => {
  const answer = await callServer(settings, '/files', {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(file))}`,
    },
    body: { file },
  });
  return String((await jsonOf(answer))['digest']);
};

const fetchFile = async (settings: Settings, path: string, to: string): Promise<void> => {
  const answer = await callServer(settings, path, { method: 'GET' });
  await pipeline(answer, createWriteStream(to));
};
