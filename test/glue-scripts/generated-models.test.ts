import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contracts, registry } from '../../contracts/registry.ts';
import { generatedModelFiles } from '../../domain/lake/generated-models.ts';
import { lakeTables } from '../../domain/lake/lake-tables.ts';
import { modelsPath, readModels } from '../../embedded/glue/model-catalog.ts';

describe('the generated lake models', () => {
  it.each(generatedModelFiles(lakeTables(registry)))(
    '$path is what its contract gives today',
    async ({ path, text }) => {
      expect(await readFile(join(modelsPath, path), 'utf8'), 'run npm run codegen and commit the result').toBe(text);
    },
  );

  it('leave no silver model of a contract that is gone', async () => {
    const expected = generatedModelFiles(lakeTables(registry)).map((file) => file.path);
    const present = (await readdir(join(modelsPath, 'silver'))).map((file) => `silver/${file}`);
    expect(present.filter((path) => !expected.includes(path))).toEqual([]);
  });

  it('give each contract a history, a current state and a check', async () => {
    const names = (await readModels()).map((model) => model.name);
    for (const { name } of contracts) {
      expect(names).toEqual(expect.arrayContaining([`silver.${name}_history`, `silver.${name}`, `checks.${name}`]));
    }
  });
});
