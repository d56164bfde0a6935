import { expect, test } from 'vitest';
import { columnsRead } from '../../../domain/sql/columns-read.ts';

const tables: Readonly<Record<string, readonly string[]>> = {
  'star.visit': ['visit_bk', 'cost', 'code', 'started_at'],
  'star.person': ['person_bk', 'name', 'code'],
};
const read = (sql: string) => columnsRead(sql, (table) => tables[table]);

test('columns are those of the tables behind their aliases', () => {
  const sql = `SELECT v.cost, p.name AS code
    FROM star.visit v JOIN star.person AS p ON p.person_bk = v.visit_bk
    -- v.started_at is not read
    WHERE v.code <> 'p.code'`;
  expect(read(sql)).toEqual([
    'star.person.name',
    'star.person.person_bk',
    'star.visit.code',
    'star.visit.cost',
    'star.visit.visit_bk',
  ]);
});

test('a bare column is one of the table without an alias, whose own name leads to it too', () => {
  expect(read('SELECT code, MAX(cost) AS started_at FROM star.visit WHERE visit_bk IS NOT NULL')).toEqual([
    'star.visit.code',
    'star.visit.cost',
    'star.visit.visit_bk',
  ]);
  expect(read('SELECT person.name FROM star.person')).toEqual(['star.person.name']);
});

test('of an alias that two parts of a query give to two tables, a column is looked for in both', () => {
  expect(
    read('SELECT * FROM (SELECT t.cost FROM star.visit t) a CROSS JOIN (SELECT t.name FROM star.person t) b'),
  ).toEqual(['star.person.name', 'star.visit.cost']);
});

test('what is no column of the table is none', () => {
  expect(read('SELECT v.mood FROM star.visit v JOIN star.unknown u ON u.code = 1')).toEqual([]);
});
