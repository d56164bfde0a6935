import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { referencesOf } from '../../../contracts/references.ts';
import { contracts } from '../../../contracts/registry.ts';
import { odcsFile } from '../../../domain/exported/odcs.ts';
import { currentExports, exportedFolder, isExported } from '../../../tools/codegen/write-exported.ts';

const files = currentExports();

test('the exported contracts are current: npm run codegen would change none', () => {
  expect(readdirSync(exportedFolder).filter(isExported).sort()).toEqual([...files.keys()].sort());
  for (const [file, text] of files) expect(readFileSync(join(exportedFolder, file), 'utf8'), file).toBe(text);
});

interface Property {
  readonly id: string;
  readonly primaryKey?: boolean;
  readonly relationships?: readonly { readonly to: string }[];
}

const propertiesOf = (file: string): readonly Property[] => parse(files.get(file) ?? '').schema[0].properties;

test('every reference of a contract is a relationship to the key that the other contract has', () => {
  for (const contract of contracts) {
    const properties = propertiesOf(odcsFile(contract.name));
    for (const { field, target } of referencesOf(contract)) {
      const { to } = properties.find(({ id }) => id === field)?.relationships?.[0] ?? { to: '' };
      const [file = '', schema, name, , key] = to.split(/[#/]/);
      expect([schema, name, file]).toEqual(['schema', target, odcsFile(target)]);
      expect(propertiesOf(file).find(({ id }) => id === key)?.primaryKey, `${contract.name}.${field}: ${to}`).toBe(
        true,
      );
    }
  }
});
