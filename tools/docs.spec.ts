import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinedSdl } from '@gongkai/nest';
import { allSdl } from '@gongkai/platform';
import { buildASTSchema, parse, validate } from 'graphql';

const root = join(import.meta.dirname, '..');
const schema = buildASTSchema(parse(joinedSdl(allSdl)));
const pages = [
  'README.md',
  'README.zh-CN.md',
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];
const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** GraphQL blocks, and what stands between single quotes in a shell block and begins like a query. */
const queriesIn = (text: string): string[] => [
  ...[...text.matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(([, query]) => query!),
  ...[...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, shell]) =>
    [...shell!.matchAll(/'(?:query=)?((?:query|mutation)\b[^']*|\{\s*\w[^']*)'/g)].map(
      ([, query]) => query!,
    ),
  ),
];

const faultsOf = (query: string): string[] => {
  try {
    return validate(schema, parse(query)).map(({ message }) => message);
  } catch (error) {
    return [(error as Error).message];
  }
};

describe('the documentation', () => {
  it('shows only queries the schema accepts', () => {
    const faults = pages.flatMap((page) =>
      queriesIn(read(page)).flatMap((query) =>
        faultsOf(query).map((fault) => `${page}: ${fault}\n${query}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  it('finds the queries of the tour', () => {
    expect(queriesIn(read('README.md')).length).toBeGreaterThan(8);
    expect(faultsOf('{ nothingOfTheKind }')).toHaveLength(1);
  });

  it('has the same commands and queries in both languages of the readme', () => {
    const code = (page: string) =>
      [...read(page).matchAll(/^```(?:sh|graphql)\n([\s\S]*?)^```/gm)].map(([, block]) =>
        block!.replace(/#.*$/gm, '').replace(/[ \t]+$/gm, ''),
      );
    expect(code('README.zh-CN.md')).toEqual(code('README.md'));
  });

  it('has one thing for each Chinese word of the glossary', () => {
    const words = [...read('docs/glossary.md').matchAll(/^\| ([^|]+?) +\|/gm)]
      .slice(2)
      .flatMap(([, word]) => word!.split('、'));
    expect(words.length).toBeGreaterThan(150);
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
  });
});
