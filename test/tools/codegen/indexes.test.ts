import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { contracts } from '../../../contracts/registry.ts';
import { currentIndexes } from '../../../tools/codegen/write-indexes.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('the lists of nouns are current: npm run codegen would change none', async () => {
  const indexes = await currentIndexes();
  expect(indexes.size).toBeGreaterThan(0);
  for (const [path, text] of indexes) expect(await readFile(join(root, path), 'utf8'), path).toBe(text);
});

test('a noun stands behind those it refers to, reference data before events', () => {
  const names = contracts.map(({ name }) => name);
  for (const [place, { kind, references }] of contracts.entries()) {
    for (const target of Object.values(references)) expect(names.indexOf(target)).toBeLessThanOrEqual(place);
    if (kind === 'event') expect(contracts.slice(place).every((later) => later.kind === 'event')).toBe(true);
  }
});
