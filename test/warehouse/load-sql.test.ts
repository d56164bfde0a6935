import { expect, test } from 'vitest';
import { contracts } from '../../contracts/registry.ts';
import { loadStatementLimit } from '../../domain/warehouse/load.ts';
import { loadStatements, readLoadSql } from '../../lambdas/load-warehouse/load-sql.ts';
import { warehouseRoot } from './warehouse-run.ts';

const names = contracts.map(({ name }) => name);
const sql = readLoadSql(warehouseRoot, names);
const manifestOf = (name: string) => `s3://silver/manifests/${'a'.repeat(32)}/${name}.manifest`;

test.each(names)('the load of %s leaves a batch some room and copies its objects once', (name) => {
  const statements = loadStatements(sql, name, manifestOf(name));
  expect(statements.length).toBeLessThanOrEqual(loadStatementLimit);
  const copied = statements.flatMap(({ sql }) => /^COPY staging\.(\w+) FROM '(.*?)'/m.exec(sql)?.slice(1, 3) ?? []);
  expect(copied).toEqual([name, manifestOf(name)]);
  expect(statements.map(({ sql }) => sql).join()).not.toContain('s3://manifest/');
  expect(new Set(statements.map((statement) => statement.name)).size).toBe(statements.length);
});

test('an address that could end its literal never reaches a COPY', () => {
  const manifest = manifestOf("patient' IAM_ROLE 'x");
  expect(() => loadStatements(sql, 'patient', manifest)).toThrow('no COPY may read');
});

test('a load whose file is missing says what to do', () => {
  expect(() => readLoadSql(warehouseRoot, ['nothing'])).toThrow(
    'warehouse/generated/load/nothing.sql cannot be read; run npm run codegen',
  );
});
