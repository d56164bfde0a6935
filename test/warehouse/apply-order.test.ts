import { expect, test } from 'vitest';
import { applyOrder } from '../../domain/warehouse/apply-order.ts';
import { readSchemaFiles } from '../../lambdas/apply-schema/schema-files.ts';
import { product, warehouseRoot } from './warehouse-run.ts';

const file = (path: string, text: string) => ({ path, text });

test('a file comes behind those that create what it mentions, whatever their names and the order they are given in', () => {
  const files = [
    file('security/a.sql', 'GRANT USAGE ON SCHEMA star TO ROLE reader;'),
    file('security/b.sql', 'CREATE ROLE reader;'),
    file('generated/comments.sql', "COMMENT ON TABLE star.fact IS 'x';"),
    file('a-view.sql', 'DROP VIEW IF EXISTS reporting.v; CREATE VIEW reporting.v AS SELECT * FROM star.fact f;'),
    file('b-view-of-view.sql', 'CREATE OR REPLACE VIEW reporting.a AS SELECT * FROM reporting.v;'),
    file('fact.sql', 'CREATE TABLE IF NOT EXISTS star.fact (a BIGINT, FOREIGN KEY (a) REFERENCES star.dim (b));'),
    file('z-dim.sql', 'CREATE TABLE IF NOT EXISTS star.dim (b BIGINT);'),
    file('schemas.sql', 'CREATE SCHEMA IF NOT EXISTS star; CREATE SCHEMA IF NOT EXISTS reporting;'),
    file(
      'models/audit/schema-file.sql',
      'CREATE SCHEMA IF NOT EXISTS audit; CREATE TABLE audit.schema_file (a BIGINT);',
    ),
  ];
  const expected = [
    'models/audit/schema-file.sql',
    'schemas.sql',
    'z-dim.sql',
    'fact.sql',
    'a-view.sql',
    'b-view-of-view.sql',
    'generated/comments.sql',
    'security/b.sql',
    'security/a.sql',
  ];
  expect(applyOrder(files)).toEqual(expected);
  expect(applyOrder(files.toReversed())).toEqual(expected);
});

test('what stands in a comment or a literal is no dependency', () => {
  const files = [
    file('a.sql', "-- reads star.b\nCREATE TABLE star.a (x BIGINT); SELECT 'star.b';"),
    file('b.sql', 'CREATE TABLE star.b (x BIGINT);'),
  ];
  expect(applyOrder(files)).toEqual(['a.sql', 'b.sql']);
});

test('files that wait for each other are named', () => {
  const files = [
    file('a.sql', 'CREATE VIEW star.a AS SELECT * FROM star.b;'),
    file('b.sql', 'CREATE VIEW star.b AS SELECT * FROM star.a;'),
  ];
  expect(() => applyOrder(files)).toThrow('these files wait for each other: a.sql, b.sql');
});

test('every file written by hand is applied, and in an order that is on disk', () => {
  const order = readSchemaFiles(warehouseRoot).map(({ name }) => name);
  for (const { path } of product.written.files) expect(order).toContain(path);
  expect(order[0]).toBe('models/audit/schema-file.sql');
});
