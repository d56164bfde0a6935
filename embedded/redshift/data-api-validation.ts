import type { SqlParameter } from '@aws-sdk/client-redshift-data';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';
import { dataApiLimits } from '../../lambdas/shared/data-api-limits.ts';
import { type NamedParameter, parameterNames } from './bind-parameters.ts';

/** The request breaks a rule of the API; nothing has run. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

/** The statement or its result does not exist (any more). */
export class ResourceNotFoundException extends Error {
  override readonly name = 'ResourceNotFoundException';
}

/** Checks what every request needs: a workgroup and a database, no session, a usable token. */
export function validateConnection(input: {
  readonly WorkgroupName?: string | undefined;
  readonly Database?: string | undefined;
  readonly SessionId?: string | undefined;
  readonly SessionKeepAliveSeconds?: number | undefined;
  readonly ClientToken?: string | undefined;
}): void {
  if (!input.WorkgroupName || !input.Database)
    throw new ValidationException('WorkgroupName and Database are required.');
  if (input.SessionId !== undefined || input.SessionKeepAliveSeconds !== undefined) {
    throw new ValidationException(
      'The embedded warehouse keeps no sessions: put statements that share one into a batch.',
    );
  }
  const token = input.ClientToken;
  if (token !== undefined && (token.length < 1 || token.length > dataApiLimits.clientTokenCharacters)) {
    throw new ValidationException(`ClientToken must have 1 to ${dataApiLimits.clientTokenCharacters} characters.`);
  }
}

/** Checks number and size of the statements and that each is exactly one. */
export function validateStatements(sqls: readonly (string | undefined)[] | undefined): string[] {
  if (sqls === undefined || sqls.length === 0) throw new ValidationException('At least one SQL statement is required.');
  if (sqls.length > dataApiLimits.statementsPerBatch) {
    throw new ValidationException(
      `A batch takes up to ${dataApiLimits.statementsPerBatch} statements, not ${sqls.length}.`,
    );
  }
  return sqls.map((sql = '', index) => {
    const bytes = Buffer.byteLength(sql);
    if (bytes > dataApiLimits.statementBytes) {
      throw new ValidationException(
        `Statement ${index + 1} has ${bytes} bytes; the limit is ${dataApiLimits.statementBytes}.`,
      );
    }
    const count = splitStatements(sql).length;
    if (count !== 1)
      throw new ValidationException(`Statement ${index + 1} must be exactly one SQL statement, not ${count}.`);
    return sql;
  });
}

/** Checks that every parameter has a name of its own and a value, that each is used, and that none used is missing. */
export function validateParameters(
  parameters: readonly SqlParameter[] | undefined,
  sqls: readonly string[],
): NamedParameter[] {
  const used = new Set(sqls.flatMap((sql) => [...parameterNames(sql)]));
  const given = new Set<string>();
  const checked = (parameters ?? []).map(({ name, value }) => {
    if (!name) throw new ValidationException('A parameter has no name.');
    // An empty value fails on AWS too: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling.html
    if (value === undefined || value === '')
      throw new ValidationException(`Parameter ${name} has no value; NULL and '' cannot be passed.`);
    if (given.has(name)) throw new ValidationException(`Parameter ${name} is given twice.`);
    if (!used.has(name)) throw new ValidationException(`Parameter ${name} is not used by any statement.`);
    given.add(name);
    return { name, value };
  });
  for (const name of used) if (!given.has(name)) throw new ValidationException(`Parameter ${name} has no value.`);
  return checked;
}
