import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CountTree,
  isSmallCell,
  type PublishedTree,
  publishedTable,
  publishedTree,
  smallestPublishedCount,
} from '../../../domain/masking/small-cells.ts';

test('a small cell is a count of 1 to 10', () => {
  expect(smallestPublishedCount).toBe(11);
  expect([0, 1, 10, 11].map(isSmallCell)).toEqual([false, true, true, false]);
});

/**
 * What a reader could work out, found by trying: all numbers of 1 and more in the hidden cells, near the true ones, under
 * which every published sum is what it is. A set of constraints of this kind that has another solution has one that differs
 * by one at most in each cell, so trying these is trying all. It shares no code with what it judges.
 * @param cells the true cells; @param hidden whether each is hidden
 * @param sums by the places of its cells, a sum, and whether it is hidden (a hidden sum is no constraint but to be 1 and more)
 * @returns by cell, then by sum, the values that were found
 */
function valuesFound(
  cells: readonly number[],
  hidden: readonly boolean[],
  sums: readonly { readonly of: readonly number[]; readonly isHidden: boolean }[],
): ReadonlySet<number>[] {
  const sumOf = (values: readonly number[], of: readonly number[]) =>
    of.reduce((total, at) => total + (values[at] ?? 0), 0);
  const found = [...cells, ...sums].map(() => new Set<number>());
  const values = [...cells];
  const tryFrom = (at: number) => {
    if (at === cells.length) {
      const totals = sums.map(({ of }) => sumOf(values, of));
      const fits = sums.every(({ of, isHidden }, n) =>
        isHidden ? (totals[n] ?? 0) >= 1 : totals[n] === sumOf(cells, of),
      );
      if (fits) for (const [n, value] of [...values, ...totals].entries()) found[n]?.add(value);
      return;
    }
    const own = cells[at] ?? 0;
    const steps = hidden[at] === true ? [-1, 0, 1] : [0];
    for (const step of steps) {
      if (hidden[at] === true && own + step < 1) continue;
      values[at] = own + step;
      tryFrom(at + 1);
    }
    values[at] = own;
  };
  tryFrom(0);
  return found;
}

function isSafeTable(rows: readonly (readonly number[])[]): boolean {
  const { cells, rowTotals, columnTotals, total } = publishedTable(rows);
  const width = rows[0]?.length ?? 0;
  const all = rows.flat();
  const places = all.map((_, at) => at);
  const hidden = cells.flat().map((cell) => cell === null);
  const sums = [
    ...rowTotals.map((sum, row) => ({
      of: places.filter((at) => Math.floor(at / width) === row),
      isHidden: sum === null,
    })),
    ...columnTotals.map((sum, column) => ({
      of: places.filter((at) => at % width === column),
      isHidden: sum === null,
    })),
    { of: places, isHidden: total === null },
  ];
  const found = valuesFound(all, hidden, sums);
  const isHidden = [...hidden, ...sums.map((sum) => sum.isHidden)];
  return isHidden.every((own, at) => !own || (found[at]?.size ?? 0) > 1);
}

const count = fc.oneof(
  fc.constantFrom(0, 1, 2, 10, 11, 12),
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 11, max: 500 }),
);
const tableOf = (height: number, width: number) =>
  fc.array(fc.array(count, { minLength: width, maxLength: width }), { minLength: height, maxLength: height });
const anyTable = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .chain(([height, width]) => tableOf(height, width));

describe('a published table', () => {
  test('lets nobody compute a hidden count from all the others', () => {
    fc.assert(
      fc.property(anyTable, (rows) => {
        expect(isSafeTable(rows)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('has no count of 1 to 10, shows every zero, and changes no number', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(8), fc.nat(8)).chain(([h, w]) => tableOf(h + 1, w + 1)),
        (rows) => {
          const before = structuredClone(rows);
          const { cells, rowTotals, columnTotals, total } = publishedTable(rows);
          expect(rows).toEqual(before);
          for (const shown of [...cells.flat(), ...rowTotals, ...columnTotals, total]) {
            expect(shown !== null && isSmallCell(shown)).toBe(false);
          }
          for (const [row, own] of rows.entries()) {
            for (const [column, cell] of own.entries()) {
              expect(cells[row]?.[column] === cell || (cells[row]?.[column] === null && cell > 0)).toBe(true);
            }
          }
          const isAnySmall = [...rows.flat(), ...rowTotals, ...columnTotals, total].some(
            (n) => n !== null && isSmallCell(n),
          );
          if (!isAnySmall && rowTotals.every((n) => n !== null)) expect(cells.flat().includes(null)).toBe(false);
        },
      ),
    );
  });

  test('hides the smallest others of the row and column of a small cell', () => {
    expect(
      publishedTable([
        [5, 20, 30],
        [40, 50, 60],
        [70, 80, 90],
      ]),
    ).toEqual({
      cells: [
        [null, null, 30],
        [null, null, 60],
        [70, 80, 90],
      ],
      rowTotals: [55, 150, 240],
      columnTotals: [115, 150, 180],
      total: 445,
    });
  });

  test('hides no zero, which everybody would know, but the total instead', () => {
    // All who are in the row are in one cell: the total would tell it.
    expect(publishedTable([[9, 0]])).toEqual({
      cells: [[null, 0]],
      rowTotals: [null],
      columnTotals: [null, 0],
      total: null,
    });
  });

  test('hides more than two counts of a row that could be nothing but one and one', () => {
    const { cells, rowTotals } = publishedTable([
      [1, 1, 50],
      [60, 70, 80],
    ]);
    expect([...(cells[0] ?? []), rowTotals[0]].filter((shown) => shown === null).length).toBeGreaterThan(2);
  });

  test('of large counts is published whole, and so is an empty one', () => {
    expect(publishedTable([[11, 12]]).cells).toEqual([[11, 12]]);
    expect(publishedTable([[0, 0]])).toEqual({ cells: [[0, 0]], rowTotals: [0], columnTotals: [0, 0], total: 0 });
    expect(publishedTable([])).toEqual({ cells: [], rowTotals: [], columnTotals: [], total: 0 });
  });

  test('is refused with rows of unlike lengths, and with what is no count', () => {
    expect(() => publishedTable([[1], [1, 2]])).toThrow(RangeError);
    for (const wrong of [-1, 0.5, Number.NaN]) expect(() => publishedTable([[wrong]])).toThrow(RangeError);
  });

  test('of ten thousand cells takes no more than a moment', () => {
    const rows = Array.from({ length: 100 }, (_, row) =>
      Array.from({ length: 100 }, (_, column) => (row * 37 + column * 101) % 60),
    );
    expect(
      publishedTable(rows)
        .cells.flat()
        .filter((cell) => cell === null).length,
    ).toBeGreaterThan(1000);
  });
});

const leaf = count.map((own): CountTree => ({ name: 'x', count: own }));
const groups = (part: fc.Arbitrary<CountTree>) =>
  fc.array(part, { minLength: 1, maxLength: 3 }).map((parts): CountTree => ({ name: 'g', parts }));
const anyTree = groups(fc.oneof(leaf, groups(leaf)));

/** Leaves and sums of a tree, with what was published of each. */
function flattened(tree: CountTree, published: PublishedTree) {
  const cells: number[] = [];
  const hidden: boolean[] = [];
  const sums: { of: number[]; isHidden: boolean }[] = [];
  const walk = (node: CountTree, shown: PublishedTree | undefined): number[] => {
    if (node.parts === undefined) {
      hidden.push(shown?.count === null);
      return [cells.push(node.count ?? 0) - 1];
    }
    const of = node.parts.flatMap((part, at) => walk(part, shown?.parts[at]));
    sums.push({ of, isHidden: shown?.count === null });
    return of;
  };
  walk(tree, published);
  return { cells, hidden, sums };
}

describe('a published tree of groups', () => {
  test('lets nobody compute a hidden count from all the others', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const { cells, hidden, sums } = flattened(tree, publishedTree(tree));
        const found = valuesFound(cells, hidden, sums);
        const isHidden = [...hidden, ...sums.map((sum) => sum.isHidden)];
        for (const [at, own] of isHidden.entries()) if (own) expect(found[at]?.size).toBeGreaterThan(1);
      }),
      { numRuns: 400 },
    );
  });

  test('hides the smallest sister of a small group, at every level', () => {
    const state = (name: string, ...counts: number[]) => ({
      name,
      parts: counts.map((own, at) => ({ name: `${name}${at}`, count: own })),
    });
    const { parts, count: total } = publishedTree({ name: 'US', parts: [state('A', 3, 40, 50), state('B', 60, 70)] });
    expect(total).toBe(223);
    expect(parts.map((part) => part.count)).toEqual([93, 130]);
    expect(parts[0]?.parts.map((part) => part.count)).toEqual([null, null, 50]);
    expect(parts[1]?.parts.map((part) => part.count)).toEqual([60, 70]);
    // A small state in a country: its sister must go, or the country's total would tell it.
    const country = publishedTree({ name: 'US', parts: [state('A', 4, 5), state('B', 60, 70)] });
    expect(country.count).toBe(139);
    expect(country.parts.map((part) => part.count)).toEqual([null, null]);
    // And then a part of the sister, or its parts would tell it.
    expect(country.parts[1]?.parts.map((part) => part.count)).toEqual([null, 70]);
  });

  test('is one count, where nothing has parts', () => {
    expect(publishedTree({ name: 'a', count: 11 })).toEqual({ name: 'a', count: 11, parts: [] });
    expect(publishedTree({ name: 'a', count: 10 })).toEqual({ name: 'a', count: null, parts: [] });
  });
});
