import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contracts, registry } from '../../contracts/registry.ts';
import { lakeTables } from '../../domain/lake/lake-tables.ts';
import { modelsPath, readMarts, readModels } from '../../embedded/glue/model-catalog.ts';
import { currentLake, presentFiles } from '../../tools/codegen/write-lake.ts';

const files = await currentLake(lakeTables(registry), modelsPath);

describe('the generated lake models', () => {
  it.each(files)('$path is what contracts and marts give today', async ({ path, text }) => {
    expect(await readFile(join(modelsPath, path), 'utf8'), 'run npm run codegen and commit the result').toBe(text);
  });

  it('have their folders for themselves: no file of a contract or a mart that is gone', async () => {
    expect([...(await presentFiles(modelsPath))].sort()).toEqual(files.map(({ path }) => path).sort());
  });

  it('give each contract a history, a current state and a check, and each mart with totals a check', async () => {
    const names = (await readModels()).map((model) => model.name);
    for (const { name } of contracts) {
      expect(names).toEqual(expect.arrayContaining([`silver.${name}_history`, `silver.${name}`, `checks.${name}`]));
    }
    const marts = (await readMarts()).filter(({ totals }) => totals.length > 0);
    for (const { name } of marts) expect(names).toContain(name.replace('gold.', 'checks.'));
  });
});
