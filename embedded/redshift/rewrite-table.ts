import type { TokenEditor } from './token-editor.ts';

/** How {@link layOutTable} has tables laid out: of what a load fills for itself, and of facts. */
export const tableLayout = { staging: 'UNLOGGED TABLE', fact: 'WITH (fillfactor = 90)' } as const;

/** Bytes of a VARCHAR without a length in a table (https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html). */
const defaultVarcharBytes = '256';

/**
 * Rewrites the column list of CREATE TABLE, or the column of ALTER TABLE .. ADD: drops ENCODE, DISTKEY and SORTKEY,
 * keeps foreign keys for whoever reads the catalog (Redshift does not enforce them,
 * https://docs.aws.amazon.com/redshift/latest/dg/t_Defining_constraints.html), maps types and IDENTITY, and gives every VARCHAR(n) a check on bytes, which is how Redshift counts.
 */
export function rewriteColumnDefinitions(editor: TokenEditor): void {
  if (editor.word(0) === 'alter') {
    for (let at = 2; at < editor.length; at += 1) {
      if (editor.depth(at) !== 0 || editor.word(at) !== 'add') continue;
      const from = editor.word(at + 1) === 'column' ? at + 2 : at + 1;
      rewriteItem(editor, from, editor.length);
      return;
    }
    return;
  }
  const open = columnListOf(editor);
  if (open === undefined) return;
  const close = editor.closeOf(open);
  if (close === undefined) return;
  let from = open + 1;
  const level = editor.depth(open) + 1;
  for (let at = open + 1; at <= close; at += 1) {
    if (at !== close && (editor.text(at) !== ',' || editor.depth(at) !== level)) continue;
    if (isForeignKey(editor, from)) {
      endForeignKey(editor, at);
    } else {
      rewriteItem(editor, from, at);
    }
    from = at + 1;
  }
}

/** The `(` of the column list: the first one at the top level, unless AS comes first (CREATE TABLE .. AS SELECT). */
function columnListOf(editor: TokenEditor): number | undefined {
  for (let at = 0; at < editor.length; at += 1) {
    const word = editor.word(at);
    if (word === 'as' || word === 'distkey' || word === 'sortkey') return undefined;
    if (editor.text(at) === '(') return isNameList(editor, at) ? undefined : at;
  }
  return undefined;
}

/** `CREATE TABLE t (a, b) AS ..` lists names only. */
function isNameList(editor: TokenEditor, open: number): boolean {
  return editor.text(open + 2) === ',' || editor.text(open + 2) === ')';
}

/** True for `[CONSTRAINT c] FOREIGN KEY ..` at position `from`. */
export function isForeignKey(editor: TokenEditor, from: number): boolean {
  const at = editor.word(from) === 'constraint' ? from + 2 : from;
  return editor.word(at) === 'foreign' && editor.word(at + 1) === 'key';
}

const tableConstraints = new Set(['primary', 'unique', 'constraint', 'like', 'check']);

function rewriteItem(editor: TokenEditor, from: number, to: number): void {
  const first = editor.word(from);
  if (first !== undefined && tableConstraints.has(first)) return;
  const name = editor.text(from);
  const bytes = rewriteType(editor, from + 1);
  const level = editor.depth(from);
  for (let at = from + 2; at < to; at += 1) {
    if (editor.depth(at) !== level) continue;
    switch (editor.word(at)) {
      case 'encode':
        editor.removeRange(at, at + 2);
        break;
      case 'distkey':
      case 'sortkey':
        editor.remove(at);
        break;
      case 'references':
        endForeignKey(editor, endOfReferences(editor, at, to));
        break;
      case 'identity':
        rewriteIdentity(editor, at);
        break;
    }
  }
  // Last, because the column's last token may just have been removed.
  if (bytes !== undefined) editor.insertAfter(to - 1, ` CHECK (octet_length(${name}) <= ${bytes})`);
}

/** Maps the column's type; the length of a VARCHAR, in bytes, is the answer. */
function rewriteType(editor: TokenEditor, at: number): string | undefined {
  const type = editor.word(at);
  if (type === 'super') editor.replace(at, 'JSONB');
  else if (type === 'varbyte' || type === 'varbinary') {
    editor.replace(at, 'BYTEA');
    const close = editor.closeOf(at + 1);
    if (close !== undefined) editor.removeRange(at + 1, close + 1);
  } else {
    const varying = type === 'character' && editor.word(at + 1) === 'varying' ? at + 1 : at;
    if (type !== 'varchar' && type !== 'nvarchar' && varying === at) return undefined;
    if (type === 'nvarchar') editor.replace(at, 'VARCHAR');
    const sized = editor.text(varying + 1) === '(';
    const size = sized ? editor.text(varying + 2) : defaultVarcharBytes;
    const bytes = size.toLowerCase() === 'max' ? '65535' : size;
    if (!sized) editor.insertAfter(varying, `(${defaultVarcharBytes})`);
    return bytes;
  }
  return undefined;
}

/** The position behind `REFERENCES t [(c)]`. */
function endOfReferences(editor: TokenEditor, at: number, to: number): number {
  let end = at + 2;
  if (editor.text(end) === '.') end += 2;
  const close = editor.closeOf(end);
  return Math.min(close === undefined ? end : close + 1, to);
}

/** Ends a foreign key in front of position `end` with the words for a key that nobody checks. */
export function endForeignKey(editor: TokenEditor, end: number): void {
  editor.insertAfter(end - 1, ' NOT ENFORCED');
}

/** `[GENERATED BY DEFAULT AS] IDENTITY(seed, step)` -> the standard's spelling. */
function rewriteIdentity(editor: TokenEditor, at: number): void {
  if (editor.text(at + 1) !== '(') return;
  const call = editor.callAt(at);
  const separator = call?.separators[0];
  if (call === undefined || separator === undefined) return;
  if (editor.word(at - 1) !== 'as') editor.insertBefore(at, 'GENERATED BY DEFAULT AS ');
  editor.insertBefore(call.open + 1, 'START WITH ');
  editor.replace(separator, ' INCREMENT BY ');
}

/**
 * Drops the table attributes that say how Redshift lays a table out: DISTSTYLE, DISTKEY(..), [COMPOUND|INTERLEAVED]
 * SORTKEY(..)|AUTO, ENCODE AUTO, BACKUP YES|NO, and AUTO REFRESH YES|NO of a materialized view.
 * They stand outside every parenthesis and before the query, if there is one.
 */
export function rewriteTableAttributes(editor: TokenEditor): void {
  for (let at = 2; at < editor.length; at += 1) {
    if (editor.depth(at) !== 0) continue;
    switch (editor.word(at)) {
      case 'as':
        return;
      case 'diststyle':
      case 'backup':
      case 'encode':
        editor.removeRange(at, at + 2);
        break;
      case 'auto':
        if (editor.word(at + 1) === 'refresh') editor.removeRange(at, at + 3);
        break;
      case 'compound':
      case 'interleaved':
        editor.remove(at);
        break;
      case 'distkey':
      case 'sortkey': {
        const close = editor.closeOf(at + 1);
        if (close !== undefined) editor.removeRange(at, close + 1);
        else if (editor.word(at + 1) === 'auto') editor.removeRange(at, at + 2);
        else editor.remove(at);
        break;
      }
    }
  }
}

/**
 * Lays out a table of the warehouse, `CREATE TABLE [IF NOT EXISTS] schema.t`, as suits this engine. What a load fills for
 * itself is worth no log, for a crash undoes the load. Pages of facts keep room for a row or two: a fact whose member gets a
 * version in between is updated on its page then, and none of the indexes need to be
 * (https://www.postgresql.org/docs/18/storage-hot.html).
 */
export function layOutTable(editor: TokenEditor): void {
  const schema = editor.word(2) === 'if' ? 5 : 2;
  if (editor.text(schema + 1) !== '.') return;
  if (editor.word(schema) === 'staging') editor.replace(1, tableLayout.staging);
  if (editor.word(schema) !== 'star' || !editor.text(schema + 2).startsWith('fact_')) return;
  const open = columnListOf(editor);
  const close = open === undefined ? undefined : editor.closeOf(open);
  if (close !== undefined) editor.insertAfter(close, ` ${tableLayout.fact}`);
}
