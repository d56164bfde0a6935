import type { TokenEditor } from './token-editor.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * Views of schema `rs` that stand for a relation or function of `pg_catalog`: PostgreSQL's own with Redshift's columns and
 * without the schemas that are not shown, and Redshift's (catalog.sql, catalog-views.sql).
 */
export const catalogRelations = words(`
  pg_attrdef pg_attribute pg_class pg_collation pg_database pg_indexes pg_matviews pg_namespace pg_policies pg_proc pg_proc_info pg_rules
  pg_sequences pg_stat_all_indexes pg_stat_all_tables pg_stat_user_functions pg_stat_user_indexes pg_stat_user_tables
  pg_statio_all_indexes pg_statio_all_tables pg_statio_user_indexes pg_statio_user_tables pg_subscription
  pg_table_def pg_tables pg_tablespace pg_views
  svv_all_columns svv_all_schemas svv_all_tables svv_columns svv_external_columns svv_external_databases
  svv_external_schemas svv_external_tables svv_mv_info svv_redshift_columns svv_redshift_databases svv_redshift_functions
  svv_redshift_schemas svv_redshift_tables svv_roles svv_table_info svv_tables svv_user_grants
`);

/** Functions of schema `rs` that stand for one of `pg_catalog`. */
const catalogFunctions = words(
  'format_encoding pg_get_constraintdef pg_get_late_binding_view_cols pg_table_is_visible',
);

/** Views of schema `rs_information_schema` that stand for those of `information_schema`. */
export const informationSchemaRelations = words(`
  column_privileges columns parameters role_column_grants role_routine_grants role_table_grants routine_privileges routines
  schemata table_privileges tables view_column_usage view_routine_usage view_table_usage views
`);

/**
 * Turns the relations of PostgreSQL's catalog, where they are named with their schema, into the views that have Redshift's
 * columns; without a schema the search path finds those. Then rewrites what only Redshift's parser takes of the statements
 * that its clients read the catalog with. Other statements stay as they are.
 */
export function rewriteCatalog(editor: TokenEditor): void {
  let isAboutCatalog = false;
  for (let at = 0; at < editor.length; at += 1) {
    const name = nameAt(editor, at);
    if (name === undefined) {
      if (editor.kind(at) === 'string') qualifyRelationLiteral(editor, at);
      continue;
    }
    if (name.startsWith('pg_') || name.startsWith('svv_') || name === 'information_schema') isAboutCatalog = true;
    if (editor.text(at + 1) !== '.') continue;
    const member = nameAt(editor, at + 2) ?? '';
    const called = editor.text(at + 3) === '(';
    if (name === 'pg_catalog' && (called ? catalogFunctions : catalogRelations).has(member)) editor.replace(at, 'rs');
    else if (name === 'information_schema' && !called && informationSchemaRelations.has(member)) {
      editor.replace(at, 'rs_information_schema');
    }
  }
  if (isAboutCatalog) rewriteRedshiftConditions(editor);
}

/** An unquoted word in lower case, or a quoted name as it is. */
function nameAt(editor: TokenEditor, at: number): string | undefined {
  return editor.kind(at) === 'quoted-name' ? editor.text(at).slice(1, -1) : editor.word(at);
}

/** `'pg_class'::regclass` is PostgreSQL's own relation, by which its catalog refers to the kind of an object. */
function qualifyRelationLiteral(editor: TokenEditor, at: number): void {
  const name = editor.text(at).slice(1, -1);
  if (!catalogRelations.has(name) || !name.startsWith('pg_')) return;
  const isCast = editor.text(at + 1) === '::' || editor.word(at + 1) === 'as';
  const type = editor.word(at + 2) === 'pg_catalog' ? at + 4 : at + 2;
  if (isCast && editor.word(type) === 'regclass') editor.replace(at, `'pg_catalog.${name}'`);
}

/** Names that clients of Redshift give to what they list, and look for: no column of PostgreSQL's catalog has one. */
const listedNames = words(`
  column_name function_name function_schem is_autoincrement procedure_name procedure_schem schema table_cat table_name
  table_schem
`);

/** Keywords that Redshift takes right behind a number, without a space. */
const keywords = words('when then else end and or as from');

/**
 * Redshift takes `WHERE 1`, `THEN 1WHEN`, `ISNULL(a, b)`, and the aliases of the select list behind them and in WHERE. Its
 * drivers and dialects list `n.nspname AS "schema" .. WHERE 1 AND schema = 'star'`; here it becomes
 * `.. WHERE true AND (n.nspname) = 'star'`.
 * @throws TooComplexError
 */
function rewriteRedshiftConditions(editor: TokenEditor): void {
  for (let at = 0; at < editor.length; at += 1) {
    if (editor.kind(at) === 'number' && keywords.has(editor.word(at + 1) ?? '')) editor.insertAfter(at, ' ');
  }
  for (let at = 0; at < editor.length; at += 1) {
    const word = editor.word(at);
    if (word === 'select') rewriteAliases(editor, at);
    else if (word === 'where' && editor.text(at + 1) === '1' && endsTruth(editor, at + 2))
      editor.replace(at + 1, 'true');
    else if (word === 'isnull' && editor.callAt(at)?.separators.length === 1) editor.replace(at, 'COALESCE');
  }
}

const behindTruth = words('and or group order limit union');

function endsTruth(editor: TokenEditor, at: number): boolean {
  return at >= editor.length || editor.text(at) === ')' || behindTruth.has(editor.word(at) ?? '');
}

const behindCondition = words('group having order limit union intersect except');

/** One SELECT: its list up to FROM, the tables up to WHERE, the condition up to what follows it. */
function rewriteAliases(editor: TokenEditor, select: number): void {
  const depth = editor.depth(select);
  const clause = (from: number, ends: (at: number) => boolean): number => {
    let at = from;
    while (at < editor.length && !(editor.depth(at) === depth && (editor.text(at) === ')' || ends(at)))) at += 1;
    editor.spend(at - from);
    return at;
  };
  const from = clause(select + 1, (at) => editor.word(at) === 'from');
  if (editor.word(from) !== 'from') return;
  const where = clause(from + 1, (at) => editor.word(at) === 'where' || behindCondition.has(editor.word(at) ?? ''));
  let isExternal = false;
  for (let at = from; at < where; at += 1) {
    const table = nameAt(editor, at) ?? '';
    // Columns of these have such names, and Redshift too takes the column before the alias.
    if (/^(?:svv_(?!external_)|information_schema$)/.test(table)) return;
    if (table.startsWith('svv_external_')) isExternal = true;
  }
  const aliases = new Map<string, string>();
  let item = select + 1;
  for (let at = item; at <= from; at += 1) {
    if (at < from && !(editor.text(at) === ',' && editor.depth(at) === depth)) continue;
    replaceNames(editor, item, at, aliases);
    const alias = nameAt(editor, at - 1)?.toLowerCase() ?? '';
    const isListed = listedNames.has(alias) || (isExternal && alias === 'relname');
    if (editor.word(at - 2) === 'as' && isListed && editor.word(at - 3) !== alias) {
      aliases.set(alias, `(${editor.render(item, at - 2)})`);
    }
    item = at + 1;
  }
  if (editor.word(where) !== 'where') return;
  replaceNames(
    editor,
    where + 1,
    clause(where + 1, (at) => behindCondition.has(editor.word(at) ?? '')),
    aliases,
  );
}

/** Puts expressions in the place of the names that stand for them, where they stand alone. */
function replaceNames(editor: TokenEditor, from: number, to: number, expressions: ReadonlyMap<string, string>): void {
  if (expressions.size === 0) return;
  for (let at = from; at < to; at += 1) {
    const expression = expressions.get(editor.word(at) ?? '');
    if (expression === undefined || editor.text(at - 1) === '.' || editor.word(at - 1) === 'as') continue;
    if (editor.text(at + 1) !== '.' && editor.text(at + 1) !== '(') editor.replace(at, expression);
  }
}
