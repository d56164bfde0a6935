import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { contracts, registry } from '../../contracts/registry.ts';
import { lakeCatalog, lakeCatalogText } from '../../domain/lake/lake-catalog.ts';
import { lakeTables } from '../../domain/lake/lake-tables.ts';
import { settledRelation } from '../../domain/reconciliation/totals-sql.ts';
import { catalogPath, modelsPath, readModels } from '../../embedded/glue/model-catalog.ts';
import { catalogOf } from '../../tools/codegen/write-lake.ts';

describe('the catalog of the lake', () => {
  it('is what the contracts and the models give today', async () => {
    expect(await readFile(catalogPath, 'utf8'), 'run npm run codegen and commit the result').toBe(
      await catalogOf(lakeTables(registry), modelsPath),
    );
  });

  it('says in JSON all that is known of every change log and every model, and nothing else', async () => {
    const models = await readModels();
    const catalog = lakeCatalog(lakeTables(registry), models);
    expect(JSON.parse(lakeCatalogText(catalog))).toEqual(catalog);
    expect(catalog.changes.map(({ name }) => name)).toEqual(contracts.map(({ name }) => `changes.${name}`));
    expect(catalog.models).toEqual(models.map(({ sql, table, ...notes }) => notes));
  });

  it('names a model after those it reads', async () => {
    const { changes, models } = lakeCatalog(lakeTables(registry), await readModels());
    // Each run says as of when it counts.
    const known = new Set([settledRelation, ...changes.map(({ name }) => name)]);
    for (const { name, reads } of models) {
      for (const read of reads) expect(known, `${name} reads ${read}`).toContain(read.replace('before_', ''));
      known.add(name);
    }
  });

  it.each([
    ['a short value', { a: 1 }, '{ "a": 1 }\n'],
    ['an empty list', { a: [] }, '{ "a": [] }\n'],
    [
      'a long value',
      { a: ['x'.repeat(60), 'y'.repeat(60)] },
      `{\n  "a": [\n    "${'x'.repeat(60)}",\n    "${'y'.repeat(60)}"\n  ]\n}\n`,
    ],
  ])('writes %s over as many lines as it needs', (_kind, value, text) => {
    expect(lakeCatalogText(value as never)).toBe(text);
  });
});
