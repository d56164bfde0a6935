import { loadModule, parseSync } from 'libpg-query';
import { locateStatements } from '../../domain/sql/sql-tokens.ts';
import { bindParameters, parameterNames } from './bind-parameters.ts';
import { parseCopyStatement } from './copy-statement.ts';
import { allowedFunctions, allowedNodes, allowedTypes, framelessWindowFunctions } from './lint-allowed.ts';
import { findByTokens } from './lint-token-rules.ts';
import { rewriteRedshiftSql, significantTokens } from './rewrite.ts';

// The parser is WebAssembly and a development dependency: only tests and `npm run lint` import this file.
await loadModule();

export interface LintFinding {
  /** Number of the statement in the script, from 1. */
  readonly statement: number;
  /** Line of the script, from 1. */
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** The Data API takes 200 KB; the room left is for the literals that a load adds. */
const longestStatementBytes = 90 * 1024;

/**
 * Judges a script against the portable subset of Redshift SQL: what would run on one engine only, or mean something else on
 * the other. Tokens of the text are judged first, then the syntax tree of the rewritten statement against lists of what is known
 * to be the same on both. An empty answer means nothing was found.
 */
export function lintWarehouseSql(sql: string): LintFinding[] {
  return locateStatements(sql).flatMap((statement, index) => {
    const firstToken = significantTokens(statement.sql)[0]?.start ?? 0;
    const lineOf = (offset: number): number => sql.slice(0, statement.start + offset).split('\n').length;
    const found: { readonly rule: string; readonly message: string; readonly at: number }[] = findByTokens(
      statement.sql,
    );
    const bytes = Buffer.byteLength(statement.sql);
    if (bytes > longestStatementBytes) {
      found.push({
        rule: 'statement-size',
        message: `The statement has ${bytes} bytes; split it below ${longestStatementBytes}.`,
        at: firstToken,
      });
    }
    for (const { rule, message } of findByStructure(statement.sql)) {
      // A construct that a token rule has named already needs no second finding.
      if (found.length === 0 || rule !== 'syntax') found.push({ rule, message, at: firstToken });
    }
    return found.map(({ rule, message, at }) => ({ statement: index + 1, line: lineOf(at), rule, message }));
  });
}

type StructureFinding = Pick<LintFinding, 'rule' | 'message'>;

function findByStructure(sql: string): StructureFinding[] {
  try {
    if (parseCopyStatement(sql) !== undefined) return [];
    const parameters = [...parameterNames(sql)].map((name) => ({ name, value: '1' }));
    const tree: unknown = parseSync(rewriteRedshiftSql(bindParameters(sql, parameters)));
    const findings: StructureFinding[] = [];
    walk(tree, findings);
    const unique = new Map(findings.map((finding) => [`${finding.rule} ${finding.message}`, finding]));
    return [...unique.values()];
  } catch (error) {
    return [
      {
        rule: 'syntax',
        message: `Does not parse after rewriting: ${error instanceof Error ? error.message : String(error)}`,
      },
    ];
  }
}

type TreeNode = Readonly<Record<string, unknown>>;

/** In the parser's JSON a node is an object with one key, its kind, which begins with a capital. */
function walk(value: unknown, findings: StructureFinding[]): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, findings);
    return;
  }
  if (!isNode(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (/^[A-Z]/.test(key) && isNode(child)) judgeNode(key, child, findings);
    if (key === 'typeName' && isNode(child)) judgeType(child, findings);
    walk(child, findings);
  }
}

function judgeNode(kind: string, node: TreeNode, findings: StructureFinding[]): void {
  if (!allowedNodes.has(kind)) {
    findings.push({ rule: 'node-not-allowed', message: `${kind} is not part of the portable subset.` });
    return;
  }
  switch (kind) {
    case 'FuncCall':
      judgeFunction(node, findings);
      break;
    case 'UpdateStmt':
      if (hasOuterJoin(node.fromClause)) {
        findings.push({
          rule: 'update-outer-join',
          message: 'Redshift takes no outer join in UPDATE .. FROM: join in a sub-query.',
        });
      }
      break;
    case 'DeleteStmt':
      if (isNode(node.relation) && node.relation.alias !== undefined) {
        findings.push({ rule: 'delete-alias', message: 'Redshift takes no alias for the table of DELETE.' });
      }
      break;
    case 'AlterTableStmt':
      if (Array.isArray(node.cmds) && node.cmds.length > 1) {
        findings.push({ rule: 'alter-many', message: 'Redshift takes one change per ALTER TABLE.' });
      }
      break;
    case 'AlterTableCmd':
      if (node.missing_ok === true) {
        findings.push({ rule: 'alter-if-exists', message: 'Redshift takes no IF [NOT] EXISTS for a column.' });
      }
      break;
    case 'SQLValueFunction':
      if (!['SVFOP_CURRENT_DATE', 'SVFOP_CURRENT_USER', 'SVFOP_SESSION_USER'].includes(String(node.op))) {
        findings.push({
          rule: 'current-time',
          message: 'This value is computed on the leader node only on Redshift: use GETDATE() or SYSDATE.',
        });
      }
      break;
    case 'SelectStmt':
      if (node.limitOption === 'LIMIT_OPTION_WITH_TIES')
        findings.push({ rule: 'with-ties', message: 'WITH TIES is Postgres-only.' });
      break;
  }
}

function judgeFunction(node: TreeNode, findings: StructureFinding[]): void {
  const parts = Array.isArray(node.funcname) ? node.funcname.map(nameOf) : [];
  const name = parts.at(-1) ?? '';
  if (!allowedFunctions.has(name)) {
    findings.push({
      rule: 'function-not-allowed',
      message: `Function ${name.toUpperCase()} is not on the list of functions known to agree.`,
    });
  }
  const over = node.over;
  if (!isNode(over) || over.orderClause === undefined || framelessWindowFunctions.has(name)) return;
  // https://docs.aws.amazon.com/redshift/latest/dg/r_Window_function_synopsis.html: ORDER BY needs an explicit ROWS frame.
  const rows = 4;
  if ((Number(over.frameOptions ?? 0) & rows) === 0) {
    findings.push({
      rule: 'window-frame',
      message: `${name.toUpperCase()} OVER (.. ORDER BY ..) needs an explicit ROWS frame on Redshift.`,
    });
  }
}

function judgeType(type: TreeNode, findings: StructureFinding[]): void {
  const name = Array.isArray(type.names) ? (type.names.map(nameOf).at(-1) ?? '') : '';
  if (!allowedTypes.has(name) || type.arrayBounds !== undefined) {
    findings.push({
      rule: 'type-not-allowed',
      message: `Type ${name.toUpperCase()} is not part of the portable subset.`,
    });
  }
  if (name === 'numeric' && Array.isArray(type.typmods) && precisionOf(type.typmods[0]) > 38) {
    findings.push({ rule: 'decimal-precision', message: 'DECIMAL has at most 38 digits on Redshift.' });
  }
}

function precisionOf(modifier: unknown): number {
  if (!isNode(modifier) || !isNode(modifier.A_Const) || !isNode(modifier.A_Const.ival)) return 0;
  return Number(modifier.A_Const.ival.ival ?? 0);
}

function hasOuterJoin(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasOuterJoin);
  if (!isNode(value)) return false;
  const join = value.JoinExpr;
  if (isNode(join) && join.jointype !== 'JOIN_INNER') return true;
  return isNode(join) && (hasOuterJoin(join.larg) || hasOuterJoin(join.rarg));
}

function nameOf(part: unknown): string {
  return isNode(part) && isNode(part.String) ? String(part.String.sval ?? '') : '';
}

function isNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
