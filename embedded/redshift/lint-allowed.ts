/**
 * What the portable subset consists of. A name is here because both engines have it and give the same value, by themselves
 * or through a shim of schema `rs` that is tested against the documented value.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Functions, in lower case, as the parser names them after rewriting (LISTAGG is string_agg or array_agg, SYSDATE is sysdate). */
export const allowedFunctions = words(`
  abs add_months ascii avg bool_and bool_or btrim ceil ceiling char_length character_length charindex chr concat
  convert_timezone count cume_dist current_schema date_part date_trunc dateadd datediff dense_rank exp extract first_value floor
  func_sha1 getdate grouping initcap is_valid_json json_extract_path_text json_parse json_serialize lag last_day last_value
  lead left len length ln lower lpad ltrim max md5 median min mod months_between nth_value ntile nvl2 octet_length
  percent_rank percentile_cont percentile_disc pow power rank regexp_count regexp_replace regexp_substr repeat replace reverse right
  round row_number rpad rtrim sha2 sign split_part sqrt stddev stddev_pop stddev_samp string_agg strpos strtol array_agg array_to_string
  substr substring sum sysdate to_char to_date to_number translate trim trunc upper var_pop var_samp variance position
`);

/** Window functions that Redshift takes with ORDER BY and without a frame. */
export const framelessWindowFunctions = words(`
  row_number rank dense_rank ntile lag lead cume_dist percent_rank percentile_cont percentile_disc median string_agg
`);

/** Types by PostgreSQL's name; jsonb stands for SUPER, bytea for VARBYTE, text for the value of LISTAGG. */
export const allowedTypes = words(`
  int2 int4 int8 numeric float4 float8 bool varchar bpchar date time timestamp timestamptz interval jsonb bytea text
`);

/** Kinds of syntax tree nodes, as libpg_query names them. */
export const allowedNodes = words(`
  SelectStmt InsertStmt UpdateStmt DeleteStmt CreateStmt CreateTableAsStmt ViewStmt CreateSchemaStmt DropStmt
  AlterTableStmt AlterTableCmd RenameStmt CommentStmt GrantStmt GrantRoleStmt CreateRoleStmt DropRoleStmt AlterDefaultPrivilegesStmt
  AccessPriv RoleSpec LockStmt RefreshMatViewStmt VacuumStmt VacuumRelation VariableSetStmt DoStmt
  ColumnDef Constraint TableLikeClause ColumnRef A_Star A_Const A_Expr BoolExpr NullTest BooleanTest CaseExpr CaseWhen
  CoalesceExpr MinMaxExpr FuncCall TypeCast TypeName SubLink ResTarget RangeVar RangeSubselect JoinExpr SortBy WindowDef
  CommonTableExpr List String Integer Float Boolean GroupingSet GroupingFunc DefElem SetToDefault SQLValueFunction
`);
