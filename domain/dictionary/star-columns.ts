import { tokenizeSql } from '../sql/sql-tokens.ts';
import type { Dimension } from '../warehouse/dimension.ts';
import type { Fact } from '../warehouse/fact.ts';

/** Names of the columns of a dimension or fact that come from a field: itself under its name, its keys, its day, what is computed of it. */
export function starColumnsOf(shown: Dimension | Fact, field: string): readonly string[] {
  return 'references' in shown ? factColumnsOf(shown, field) : dimensionColumnsOf(shown, field);
}

function dimensionColumnsOf({ attributes, bk, table }: Dimension, field: string): readonly string[] {
  if (field === table.key.name) return [bk];
  return attributes.filter((attribute) => attribute === field);
}

/** A rebuild fills a column with an expression over the row `e` of the contract's state, which names the field. */
function factColumnsOf({ columns, references, model }: Fact, field: string): readonly string[] {
  const ofReferences = references.filter((reference) => reference.field === field).map(({ sk }) => sk);
  const computed = model.computed.filter(({ sql }) => namesWord(sql, field)).map(({ name }) => name);
  return columns
    .filter(({ name, value }) => ofReferences.includes(name) || computed.includes(name) || namesColumn(value, field))
    .map(({ name }) => name);
}

const namesWord = (sql: string, word: string) => tokenizeSql(sql).some(({ text }) => text === word);

const namesColumn = (sql: string, column: string) =>
  tokenizeSql(sql).some(
    ({ text }, place, tokens) => text === column && tokens[place - 1]?.text === '.' && tokens[place - 2]?.text === 'e',
  );
