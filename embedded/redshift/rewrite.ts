import { isSignificant, type SqlToken, tokenizeSql } from '../../domain/sql/sql-tokens.ts';
import { rewriteCatalog } from './rewrite-catalog.ts';
import { rewriteSession } from './rewrite-session.ts';
import {
  endForeignKey,
  isForeignKey,
  layOutTable,
  rewriteColumnDefinitions,
  rewriteTableAttributes,
} from './rewrite-table.ts';
import { TokenEditor, TooComplexError } from './token-editor.ts';

/** Functions whose first argument is a date part that Redshift takes as a bare word. */
const datePartFunctions = new Set([
  'dateadd',
  'date_add',
  'datediff',
  'date_diff',
  'date_trunc',
  'date_part',
  'pgdate_part',
]);

/** Redshift's spelling of a function -> the name that answers to it in the embedded engine. */
const renamedFunctions: ReadonlyMap<string, string> = new Map([
  ['nvl', 'COALESCE'],
  ['date_add', 'dateadd'],
  ['date_diff', 'datediff'],
  ['textlen', 'len'],
  // JSON_SERIALIZE is a grammar keyword of PostgreSQL 17+, so no search path can shadow it.
  ['json_serialize', 'rs.json_serialize'],
]);

/**
 * Rewrites one statement of the portable Redshift subset into PostgreSQL 18 (with the shims of schema `rs`).
 * It works on tokens: string literals, comments and quoted names come out as they went in. Statements it has nothing
 * to say about come back unchanged, so it is safe on plain Postgres text. Never fails; what it does not know, or could not
 * rewrite in a moment, is left for the database to refuse. The differences it covers are the rows marked R in the project's dialect table.
 */
export function rewriteRedshiftSql(sql: string): string {
  const editor = new TokenEditor(tokenizeSql(sql));
  try {
    rewriteStatementClauses(editor);
    rewriteCatalog(editor);
    rewriteSession(editor);
    // Right to left, so that the arguments of a call are already rewritten when the call itself is restructured.
    for (let at = editor.length - 1; at >= 0; at -= 1) rewriteWord(editor, at);
    return editor.toString();
  } catch (error) {
    if (error instanceof TooComplexError) return sql;
    throw error;
  }
}

function rewriteStatementClauses(editor: TokenEditor): void {
  const [first, second] = [editor.word(0), editor.word(1)];
  if (first === 'create') {
    const third = editor.word(2);
    if (
      second === 'table' ||
      (second?.startsWith('temp') && third === 'table') ||
      third === 'temp' ||
      third === 'temporary'
    ) {
      rewriteColumnDefinitions(editor);
      rewriteTableAttributes(editor);
    } else if (second === 'materialized') {
      rewriteTableAttributes(editor);
    }
    if (second === 'table') layOutTable(editor);
    stripNoSchemaBinding(editor);
    if (second === 'user') stripPasswordDisable(editor);
  } else if (first === 'alter' && second === 'table') {
    rewriteAlterTable(editor);
  }
  if (first === 'grant' || first === 'revoke' || (first === 'alter' && second === 'default')) stripRoleKeyword(editor);
}

/** `CREATE VIEW .. WITH NO SCHEMA BINDING`: a late-binding view is an ordinary one here. */
function stripNoSchemaBinding(editor: TokenEditor): void {
  const last = editor.length - 4;
  if (editor.word(last) !== 'with' || editor.word(last + 1) !== 'no') return;
  if (editor.word(last + 2) === 'schema' && editor.word(last + 3) === 'binding') editor.removeRange(last, last + 4);
}

/** `CREATE USER .. PASSWORD DISABLE`: a user without a password, which is what PostgreSQL creates when none is named. */
function stripPasswordDisable(editor: TokenEditor): void {
  const last = editor.length - 2;
  if (editor.word(last) === 'password' && editor.word(last + 1) === 'disable') editor.removeRange(last, last + 2);
}

/** Distribution, sort and encoding have no meaning on one machine; the statement becomes one that does nothing. */
function rewriteAlterTable(editor: TokenEditor): void {
  for (let at = 2; at < editor.length; at += 1) {
    const word = editor.word(at);
    if (editor.depth(at) !== 0) continue;
    if (word === 'add') {
      if (isForeignKey(editor, at + 1)) endForeignKey(editor, editor.length);
      else rewriteColumnDefinitions(editor);
      return;
    }
    if (word !== 'alter') continue;
    const action = editor.word(at + 1);
    const encodes = action === 'encode' || (action === 'column' && editor.word(at + 3) === 'encode');
    if (action === 'distkey' || action === 'diststyle' || action === 'sortkey' || action === 'compound' || encodes) {
      replaceStatement(editor, noOperation);
      return;
    }
  }
}

/** A statement that succeeds, returns nothing and is no SELECT. */
const noOperation = 'DO $$ BEGIN END $$';

function replaceStatement(editor: TokenEditor, statement: string): void {
  editor.removeRange(0, editor.length);
  editor.replace(0, statement);
}

/** `GRANT .. TO ROLE r`: PostgreSQL names a role without the keyword. */
function stripRoleKeyword(editor: TokenEditor): void {
  for (let at = 1; at < editor.length; at += 1) {
    if (editor.word(at) !== 'role') continue;
    const before = editor.word(at - 1) ?? editor.text(at - 1);
    // PostgreSQL's own `ALTER DEFAULT PRIVILEGES FOR ROLE r` stays.
    if (before === 'for' && editor.word(0) === 'alter') continue;
    if (['to', 'from', ',', 'grant', 'revoke', 'for'].includes(before)) editor.remove(at);
  }
}

function rewriteWord(editor: TokenEditor, at: number): void {
  const word = editor.word(at);
  if (word === undefined || editor.text(at - 1) === '.') return;
  const called = editor.text(at + 1) === '(';
  if (!called) {
    if (word === 'sysdate') editor.replace(at, 'rs.sysdate()');
    else if (word === 'approximate' && ['count', 'percentile_disc'].includes(editor.word(at + 1) ?? ''))
      editor.remove(at);
    else if (word === 'super' && isTypePosition(editor, at)) editor.replace(at, 'JSONB');
    else if (word === 'varbyte' && isTypePosition(editor, at)) editor.replace(at, 'BYTEA');
    return;
  }
  if (datePartFunctions.has(word)) quoteDatePart(editor, at + 2);
  const renamed = renamedFunctions.get(word);
  if (renamed !== undefined) editor.replace(at, renamed);
  else if (word === 'decode') rewriteDecode(editor, at);
  else if (word === 'listagg') rewriteListagg(editor, at);
  else if (word === 'strtol') rewriteHashNumber(editor, at);
  else if ((word === 'varchar' || word === 'nvarchar' || word === 'varying') && editor.word(at + 2) === 'max') {
    editor.replace(at + 2, '65535');
  }
}

/**
 * `STRTOL(SUBSTRING(MD5(x), 1, 15), 16)`, the number that keys of rows are made of, goes to the shim that need not look
 * whether its digits are any: that takes a fifth of the time.
 */
function rewriteHashNumber(editor: TokenEditor, at: number): void {
  const [substring, md5] = [at + 2, at + 4];
  if (editor.word(substring) !== 'substring' || editor.word(md5) !== 'md5') return;
  const [number, part, hash] = [editor.callAt(at), editor.callAt(substring), editor.callAt(md5)];
  if (number === undefined || part === undefined || hash === undefined) return;
  const rest = editor.render(hash.close + 1, number.close + 1).replaceAll(/\s/g, '');
  if (rest !== ',1,15),16)') return;
  editor.removeRange(substring, md5);
  editor.remove(part.close);
}

/** After `AS` (in CAST) or `::`; a column of that name never follows either. */
function isTypePosition(editor: TokenEditor, at: number): boolean {
  return editor.text(at - 1) === '::' || (editor.word(at - 1) === 'as' && editor.text(at + 1) === ')');
}

/** `DATEADD(day, ..)` -> `DATEADD('day', ..)`; a part already quoted, or an expression, stays. */
function quoteDatePart(editor: TokenEditor, at: number): void {
  const part = editor.word(at);
  if (part !== undefined && editor.text(at + 1) === ',') editor.replace(at, `'${part}'`);
  // The name itself may be a quoted name, which Redshift also accepts.
  else if (editor.kind(at) === 'quoted-name' && editor.text(at + 1) === ',') {
    editor.replace(at, `'${editor.text(at).slice(1, -1).toLowerCase()}'`);
  }
}

/** `DECODE(e, s1, r1, .., default)` compares NULL equal to NULL, which `CASE e WHEN s1` would not. */
function rewriteDecode(editor: TokenEditor, at: number): void {
  const call = editor.callAt(at);
  // PostgreSQL's own DECODE(text, format) has two arguments.
  if (call === undefined || call.separators.length < 2) return;
  const [firstSeparator = at + 2] = call.separators;
  const subject = editor.render(at + 2, firstSeparator);
  editor.replace(at, 'CASE');
  editor.replace(at + 1, ' WHEN ');
  call.separators.forEach((separator, index) => {
    const last = index === call.separators.length - 1;
    if (index === 0) editor.replace(separator, ' IS NOT DISTINCT FROM ');
    else if (index % 2 === 1) editor.replace(separator, ' THEN ');
    else if (last) editor.replace(separator, ' ELSE ');
    else editor.replace(separator, ` WHEN ${subject} IS NOT DISTINCT FROM `);
  });
  editor.replace(call.close, ' END');
}

/**
 * `LISTAGG(x [, sep]) [WITHIN GROUP (ORDER BY y)]` -> `STRING_AGG(x, sep ORDER BY y)`. NULLs and empty strings are left out,
 * as documented (https://docs.aws.amazon.com/redshift/latest/dg/r_LISTAGG.html).
 */
function rewriteListagg(editor: TokenEditor, at: number): void {
  const call = editor.callAt(at);
  if (call === undefined) return;
  const distinct = editor.word(at + 2) === 'distinct';
  const valueFrom = distinct ? at + 3 : at + 2;
  const valueTo = call.separators[0] ?? call.close;
  const separator = call.separators[0] === undefined ? "''" : editor.render(call.separators[0] + 1, call.close);
  const within = call.close + 1;
  const ordered = editor.word(within) === 'within' && editor.word(within + 1) === 'group';
  const orderClose = ordered ? editor.closeOf(within + 2) : undefined;
  if (ordered && orderClose === undefined) return;
  if (distinct) {
    // PostgreSQL orders DISTINCT values by themselves only, so they are joined to text after they are in order.
    editor.replace(at, 'ARRAY_TO_STRING(ARRAY_AGG');
    editor.insertAfter(
      orderClose ?? call.close,
      ` FILTER (WHERE CAST(${editor.render(valueFrom, valueTo)} AS TEXT) <> ''), ${separator})`,
    );
    editor.removeRange(valueTo, call.close);
  } else {
    editor.replace(at, 'STRING_AGG');
    editor.insertBefore(valueFrom, 'NULLIF(CAST(');
    editor.insertAfter(valueTo - 1, " AS TEXT), '')");
    if (call.separators.length === 0) editor.insertBefore(call.close, ", ''");
  }
  if (!ordered) return;
  // The ORDER BY moves into the call: the parenthesis that closes it now closes the call.
  editor.replace(call.close, call.separators.length === 0 && !distinct ? ", ''" : '');
  editor.replace(within, ' ');
  editor.remove(within + 1);
  editor.remove(within + 2);
}

/** The significant tokens of a statement, for callers that look at its head (which command, which object). */
export function significantTokens(sql: string): SqlToken[] {
  return tokenizeSql(sql).filter(isSignificant);
}
