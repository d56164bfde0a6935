import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldIds, withNewFields } from '../../../domain/lake/field-ids.ts';
import { fieldIdsPath, fieldIdsText, grownFieldIds } from '../../../tools/codegen/write-field-ids.ts';

const columnName = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const columns = fc.uniqueArray(columnName, { minLength: 1 }).map((names) => names.map((name) => ({ name })));
const tables = fc.uniqueArray(fc.record({ name: fc.constantFrom('silver.x', 'silver.y', 'gold.z'), columns }), {
  selector: ({ name }) => name,
});
/** States of a lake one after another: columns come, go, move and come back. */
const history = fc.array(tables, { minLength: 1, maxLength: 8 });

const idOf = (ids: FieldIds, table: string, column: string) => (ids[table] ?? []).indexOf(column) + 1;

describe('field ids', () => {
  it('never change hands, whatever comes, goes, moves or comes back', () => {
    fc.assert(
      fc.property(history, (states) => {
        let ids: FieldIds = {};
        const given = new Map<string, string>();
        for (const state of states) {
          ids = withNewFields(ids, state);
          for (const table of state) {
            for (const { name } of table.columns) {
              const id = idOf(ids, table.name, name);
              expect(id).toBeGreaterThan(0);
              const place = `${table.name} ${id}`;
              expect(given.get(place) ?? name).toBe(name);
              given.set(place, name);
            }
          }
        }
      }),
    );
  });

  it('of a new table are counted from one in the order of its columns', () => {
    fc.assert(
      fc.property(columns, (own) => {
        const ids = withNewFields({}, [{ name: 'silver.x', columns: own }]);
        expect(own.map(({ name }) => idOf(ids, 'silver.x', name))).toEqual(own.map((_, index) => index + 1));
      }),
    );
  });

  it('in the repository are those of every stored column today', async () => {
    expect(await readFile(fieldIdsPath, 'utf8'), 'run npm run codegen and commit the result').toBe(
      fieldIdsText(await grownFieldIds()),
    );
  });
});
