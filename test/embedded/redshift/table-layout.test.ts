import { expect, test } from 'vitest';
import { rewriteRedshiftSql } from '../../../embedded/redshift/rewrite.ts';

test('pages of facts keep room, and tables that loads fill for themselves are not logged', () => {
  expect(rewriteRedshiftSql('CREATE TABLE IF NOT EXISTS star.fact_stay (a BIGINT, b DATE) DISTKEY (a)').trim()).toBe(
    'CREATE TABLE IF NOT EXISTS star.fact_stay (a BIGINT, b DATE) WITH (fillfactor = 90)',
  );
  expect(rewriteRedshiftSql('CREATE TABLE staging.stay (a BIGINT)')).toBe(
    'CREATE UNLOGGED TABLE staging.stay (a BIGINT)',
  );
});

test.each(['star.dim_stay', 'fact_stay', 'public.fact_stay'])('%s is laid out as it comes', (table) => {
  expect(rewriteRedshiftSql(`CREATE TABLE ${table} (a BIGINT)`)).toBe(`CREATE TABLE ${table} (a BIGINT)`);
});
