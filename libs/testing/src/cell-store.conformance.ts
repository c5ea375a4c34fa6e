import {
  layoutOf,
  type Carried,
  type CellBatch,
  type CellStore,
  type Indicator,
  type LeafBlock,
} from '@gongkai/figures';
import fc from 'fast-check';

const unit = { zh: '条', en: 'items' };
const indicator = (id: string): Indicator => ({
  id,
  zh: id,
  en: id,
  unit,
  kind: 'flow',
  counts: [],
});
/** Two sheets, of two columns and of one. */
const layout = layoutOf(['a.one', 'a.two', 'b.one'].map(indicator));
const WIDTHS = [2, 1];

const cellsOf = (sheet: number, value: number): Int32Array =>
  Int32Array.from({ length: 12 * WIDTHS[sheet]! }, (_, i) => value * (i + 1));
const leaf = (more: Partial<LeafBlock> = {}, value = 1): LeafBlock => {
  const sheet = more.sheet ?? 0;
  const cells = cellsOf(sheet, value);
  return { leaf: 't/x', year: 117, sheet, cells, first: 5, last: 9, unknown: 0, ...more };
};
const carried = (more: Partial<Carried> = {}): Carried => ({
  node: 'county',
  year: 117,
  sheet: 0,
  agencies: null,
  below: null,
  ...more,
});
const pathOf = (name: string, node: string, ...above: string[]) => ({
  leaf: name,
  node,
  path: JSON.stringify([{ from: 0, nodes: [node, ...above], inTenant: 1 }]),
});
const nothing = { leaves: [], carried: [], paths: [] };

/** What every store of cells does. */
export const cellStoreConformance = (name: string, open: () => Promise<CellStore>): void =>
  describe(`cells: ${name}`, () => {
    let store: CellStore;
    let generation: number;
    const save = (batch: Partial<CellBatch>) => store.save({ generation, ...nothing, ...batch });
    const dumped = async (of = generation): Promise<string> => {
      const rows: string[] = [];
      for await (const row of store.dump(of)) rows.push(Buffer.from(row).toString('latin1'));
      return rows.join('');
    };
    beforeEach(async () => {
      store = await open();
      ({ id: generation } = await store.begin('s', layout));
    });
    afterEach(() => store.close());

    it('keeps a generation with its layout, and how far it has come', async () => {
      expect(await store.generations()).toEqual([
        { id: generation, signature: 's', layout, position: undefined, live: false },
      ]);
      await save({ leaves: [leaf()] });
      expect((await store.generations())[0]!.position).toBeUndefined();
      await save({ upTo: 7n });
      expect((await store.generations())[0]!.position).toBe(7n);
    });

    it('has another version after every change, and the same while nothing changes', async () => {
      const versions = [store.version()];
      const changes = [
        () => save({ leaves: [leaf()] }),
        () => store.begin('later', layout),
        () => store.drop(generation + 1),
        () => store.switchTo(generation),
      ];
      for (const change of changes) {
        await change();
        await store.generations();
        versions.push(store.version());
        expect(store.version()).toBe(versions.at(-1));
      }
      expect(new Set(versions).size).toBe(versions.length);
    });

    it('makes one generation live and drops the others', async () => {
      const { id } = await store.begin('later', layout);
      await store.save({ generation: id, ...nothing, leaves: [leaf()], upTo: 3n });
      await store.switchTo(id);
      expect(await store.generations()).toMatchObject([{ id, live: true, position: 3n }]);
      const { id: third } = await store.begin('dropped', layout);
      await store.drop(third);
      expect(await store.generations()).toHaveLength(1);
      expect(await store.leafBlocks(id, ['t/x'])).toHaveLength(1);
    });

    it('adds to the block of a leaf, year and sheet what comes later', async () => {
      await save({
        leaves: [leaf(), leaf({ sheet: 1 }), leaf({ year: 116 }), leaf({ leaf: 't/' })],
      });
      await save({ leaves: [leaf({ first: 2, last: 4, unknown: 3 }, 10)] });
      const blocks = await store.leafBlocks(generation, ['t/x']);
      expect(blocks.map(({ year, sheet }) => [year, sheet])).toEqual([
        [116, 0],
        [117, 0],
        [117, 1],
      ]);
      expect(blocks[1]).toMatchObject({ first: 2, last: 9, unknown: 3 });
      expect([...blocks[1]!.cells]).toEqual([...cellsOf(0, 11)]);
      expect(await store.unknownLeaves(generation)).toEqual(['t/x']);
    });

    it('gives a node its own cells through the path of the leaf, and what is carried to it', async () => {
      await save({
        leaves: [
          leaf(),
          leaf({ leaf: 't/y' }, 2),
          leaf({ sheet: 1, year: 118 }),
          leaf({ year: 119 }),
        ],
        carried: [
          carried({ below: cellsOf(0, 5) }),
          carried({ year: 116, agencies: cellsOf(0, 6), below: cellsOf(0, 7) }),
          carried({ node: 'elsewhere', below: cellsOf(0, 9) }),
        ],
        paths: [pathOf('t/x', 'county'), pathOf('t/y', 'county')],
      });
      const rows = await store.nodeCells(generation, 'county', 118);
      expect(rows.map(({ year, sheet }) => [year, sheet])).toEqual([
        [116, 0],
        [117, 0],
        [118, 1],
      ]);
      expect(rows[0]).toMatchObject({ own: null });
      expect([...rows[0]!.agencies!]).toEqual([...cellsOf(0, 6)]);
      expect([...rows[1]!.own!]).toEqual([...cellsOf(0, 3)]);
      expect([...rows[1]!.below!]).toEqual([...cellsOf(0, 5)]);
      expect([...rows[2]!.own!]).toEqual([...cellsOf(1, 1)]);
      expect(await store.nodeCells(generation, 'nobody', 118)).toEqual([]);
    });

    it('keeps nothing of what was carried and taken away again', async () => {
      await save({ carried: [carried({ agencies: cellsOf(0, 1), below: cellsOf(0, 2) })] });
      await save({ carried: [carried({ below: cellsOf(0, -2) })] });
      const [row] = await store.nodeCells(generation, 'county', 117);
      expect(row).toMatchObject({ below: null });
      await save({ carried: [carried({ agencies: cellsOf(0, -1) })] });
      expect(await store.nodeCells(generation, 'county', 117)).toEqual([]);
      expect(await dumped()).toBe('');
    });

    it('replaces the path of a leaf', async () => {
      await save({ leaves: [leaf()], paths: [pathOf('t/x', 'x', 'north')] });
      await save({ paths: [pathOf('t/x', 'x', 'south')] });
      expect(await store.paths(generation)).toEqual([pathOf('t/x', 'x', 'south')]);
      const years = [0, 200] as const;
      expect(await store.leavesUnder(generation, 'north', years, [0])).toEqual([]);
      expect(await store.leavesUnder(generation, 'south', years, [0])).toHaveLength(1);
    });

    it('finds the leaves under a node by years and sheets, and no node by a part of its name', async () => {
      await save({
        leaves: [
          leaf({ first: 1, last: 2 }),
          leaf({ year: 118, first: 3, last: 4 }),
          leaf({ sheet: 1, first: 8, last: 8 }),
          leaf({ leaf: 't/y', first: 6, last: 6 }),
        ],
        paths: [pathOf('t/x', 'x', 'county'), pathOf('t/y', 'y', 'countytown')],
      });
      const under = async (years: readonly [number, number], sheets: number[]) =>
        (await store.leavesUnder(generation, 'county', years, sheets)).map((of) => [
          of.leaf,
          of.first,
          of.last,
        ]);
      expect(await under([117, 118], [0])).toEqual([['t/x', 1, 4]]);
      expect(await under([117, 117], [0, 1])).toEqual([['t/x', 1, 8]]);
      expect(await under([119, 120], [0, 1])).toEqual([]);
      expect(await under([117, 118], [])).toEqual([]);
    });

    it('lends copies of cells, not the cells', async () => {
      await save({ leaves: [leaf()], paths: [pathOf('t/x', 'x')] });
      (await store.leafBlocks(generation, ['t/x']))[0]!.cells.fill(99);
      (await store.nodeCells(generation, 'x', 117))[0]!.own!.fill(99);
      const [row] = await store.nodeCells(generation, 'x', 117);
      expect([...row!.own!]).toEqual([...cellsOf(0, 1)]);
    });

    it('holds the same rows however the batches were cut', async () => {
      const block = fc
        .record({
          leaf: fc.constantFrom('t/x', 't/y', 't/'),
          year: fc.constantFrom(116, 117),
          sheet: fc.constantFrom(0, 1),
          value: fc.integer({ min: -3, max: 3 }),
          first: fc.integer({ min: 1, max: 50 }),
        })
        .map(({ value, first, ...of }) => leaf({ ...of, first, last: first + 5 }, value));
      const above = fc
        .record({
          node: fc.constantFrom('north', 'south'),
          year: fc.constantFrom(116, 117),
          sheet: fc.constantFrom(0, 1),
          agencies: fc.integer({ min: -2, max: 2 }),
          below: fc.integer({ min: -2, max: 2 }),
        })
        .map(({ agencies, below, ...of }) =>
          carried({
            ...of,
            agencies: agencies === 0 ? null : cellsOf(of.sheet, agencies),
            below: below === 0 ? null : cellsOf(of.sheet, below),
          }),
        );
      await fc.assert(
        fc.asyncProperty(
          fc.array(block, { maxLength: 8 }),
          fc.array(above, { maxLength: 8 }),
          async (leaves, blocks) => {
            const { id: whole } = await store.begin('whole', layout);
            await store.save({ generation: whole, ...nothing, leaves, carried: blocks });
            const { id: parts } = await store.begin('parts', layout);
            for (const one of leaves)
              await store.save({ generation: parts, ...nothing, leaves: [one] });
            for (const one of blocks.toReversed())
              await store.save({ generation: parts, ...nothing, carried: [one] });
            expect(await dumped(parts)).toBe(await dumped(whole));
            await store.drop(whole);
            await store.drop(parts);
          },
        ),
        { numRuns: 40 },
      );
    });
  });
