import type { TokenEditor } from './token-editor.ts';

/** Where unqualified names are looked for behind the schemas a client names: Redshift's functions and catalog, PostgreSQL's. */
const systemSchemas = 'rs, pg_catalog';

/**
 * A search path that a client names when it connects, with the schemas of Redshift's functions behind its own.
 * @param path schemas separated by commas, as in SET search_path; a path with `rs` comes back as it is
 */
export function withSystemSchemas(path: string): string {
  const names = path.split(',').map((name) => unquoted(name.trim()).toLowerCase());
  if (names.includes('rs')) return path;
  if (path.trim() === '') return systemSchemas;
  return names.includes('pg_catalog') ? `rs, ${path}` : `${path}, ${systemSchemas}`;
}

/**
 * Settings of Redshift that change no result (https://docs.aws.amazon.com/redshift/latest/dg/cm_chap_ConfigurationRef.html).
 * PostgreSQL keeps a value of any setting whose name has a prefix.
 */
const inertSettings: ReadonlySet<string> = new Set([
  'analyze_threshold_percent',
  'enable_result_cache_for_session',
  'enable_vacuum_boost',
  'max_concurrency_scaling_clusters',
  'max_cursor_result_set_size',
  'mv_enable_aqmv_for_session',
  'query_group',
  'wlm_query_slot_count',
]);

/** Rewrites SET, RESET and SHOW of what Redshift has and PostgreSQL lacks; other statements stay as they are. */
export function rewriteSession(editor: TokenEditor): void {
  const first = editor.word(0);
  if (first === 'show' && rewriteShow(editor)) return;
  if (first !== 'set' && first !== 'reset' && first !== 'show') return;
  const at = ['session', 'local'].includes(editor.word(1) ?? '') ? 2 : 1;
  const setting = editor.word(at) ?? '';
  if (inertSettings.has(setting)) editor.replace(at, `redshift.${setting}`);
  else if (setting === 'readonly') editor.replace(at, 'default_transaction_read_only');
  else if (setting === 'search_path' && first === 'set') keepSystemSchemas(editor, at + 2);
}

/** `SET search_path TO a, b`: Redshift's functions are found whatever a client names. */
function keepSystemSchemas(editor: TokenEditor, from: number): void {
  if (from >= editor.length || editor.word(from) === 'default') return;
  const path = editor.render(from, editor.length);
  // SET takes an empty name, which is no schema, for an empty path.
  const complete = withSystemSchemas(/^(?:''|"")$/.test(path) ? '' : path);
  if (complete === path) return;
  editor.removeRange(from, editor.length);
  editor.replace(from, complete);
}

/** What may follow SHOW, with the words in front of the name and the column that LIKE is about. */
const shows = [
  { command: ['databases'], column: 'database_name' },
  { command: ['schemas', 'from', 'database'], column: 'schema_name' },
  { command: ['tables', 'from', 'schema'], column: 'table_name' },
  { command: ['columns', 'from', 'table'], column: 'column_name' },
] as const;

const levels = ['database_name', 'schema_name', 'table_name'] as const;

/**
 * `SHOW DATABASES | SCHEMAS FROM DATABASE d | TABLES FROM SCHEMA [d.]s | COLUMNS FROM TABLE [d.]s.t [LIKE 'pattern'] [LIMIT n]`
 * (https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLES.html) becomes a question to the view that has its columns.
 */
function rewriteShow(editor: TokenEditor): boolean {
  const show = shows.find(({ command }) => command.every((word, index) => editor.word(index + 1) === word));
  if (show === undefined) return false;
  let at = show.command.length + 1;
  const names: string[] = [];
  if (show.command.length > 1) {
    for (;;) {
      names.push(unquoted(editor.kind(at) === 'quoted-name' ? editor.text(at) : editor.text(at).toLowerCase()));
      at += 1;
      if (editor.text(at) !== '.') break;
      at += 1;
    }
  }
  // The names are those of the last levels: `s.t` is a table of this database.
  const depth = show.command.length === 1 ? 0 : levels.indexOf(levelOf(show.command[0]));
  const conditions = names.map((name, index) => `${levels[depth - names.length + 1 + index]} = ${literal(name)}`);
  if (names.length > depth + 1) return false;
  if (editor.word(at) === 'like') {
    conditions.push(`${show.column} LIKE ${editor.text(at + 1)}`);
    at += 2;
  }
  const limit = editor.word(at) === 'limit' ? ` LIMIT ${editor.text(at + 1)}` : '';
  if (limit !== '') at += 2;
  if (at < editor.length) return false;
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const order = show.command[0] === 'columns' ? 'ordinal_position' : show.column;
  editor.removeRange(0, editor.length);
  editor.replace(0, `SELECT * FROM rs.show_${show.command[0]}${where} ORDER BY ${order}${limit}`);
  return true;
}

/** What the name behind FROM is the name of. */
function levelOf(kind: 'databases' | 'schemas' | 'tables' | 'columns'): (typeof levels)[number] {
  return kind === 'columns' ? 'table_name' : kind === 'tables' ? 'schema_name' : 'database_name';
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1).replaceAll(text.charAt(0).repeat(2), text.charAt(0)) : text;
}

function literal(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}
