import { SafeError } from '../../domain/safe-error.ts';
import { isSignificant, type SqlToken, tokenizeSql } from '../../domain/sql/sql-tokens.ts';

/** `COPY table FROM 's3://bucket/key' .. FORMAT AS PARQUET [MANIFEST]`, taken apart. */
export interface CopyStatement {
  /** The table as written: `schema.table`, quoted where the statement quotes. */
  readonly table: string;
  readonly bucket: string;
  /** Key of the manifest, or the prefix of the objects. */
  readonly key: string;
  readonly manifest: boolean;
  /** Columns that a file lacks at its end are NULL, where otherwise it must have all. */
  readonly fillRecord: boolean;
}

/**
 * Reads a COPY statement, or gives undefined for a statement that is none. Only the options that Redshift takes with Parquet and that mean
 * something to a local load are accepted
 * (https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html).
 * @throws SafeError that says which part of the COPY is not supported
 */
export function parseCopyStatement(sql: string): CopyStatement | undefined {
  const tokens = tokenizeSql(sql).filter(isSignificant);
  if (keyword(tokens[0]) !== 'copy') return undefined;
  let at = 1;
  let table = '';
  while (at < tokens.length && keyword(tokens[at]) !== 'from') {
    const token = tokens[at];
    if (token?.text === '(')
      throw new SafeError('COPY: a column list cannot be used with Parquet, columns load by position.');
    table += token?.text ?? '';
    at += 1;
  }
  const source = tokens[at + 1];
  const location = source?.kind === 'string' ? /^'s3:\/\/([^/]+)\/(.+)'$/s.exec(source.text) : null;
  const [, bucket, key] = location ?? [];
  if (table === '' || bucket === undefined || key === undefined) {
    throw new SafeError("COPY: expected COPY table FROM 's3://bucket/key' IAM_ROLE .. FORMAT AS PARQUET.");
  }
  return { table, bucket, key: key.replaceAll("''", "'"), ...readOptions(tokens.slice(at + 2)) };
}

function readOptions(options: readonly SqlToken[]): Pick<CopyStatement, 'manifest' | 'fillRecord'> {
  let manifest = false;
  let fillRecord = false;
  let role = false;
  let parquet = false;
  for (let at = 0; at < options.length; at += 1) {
    const option = keyword(options[at]);
    if (option === 'iam_role') {
      const value = options[at + 1];
      if (value?.kind !== 'string' && keyword(value) !== 'default')
        throw new SafeError('COPY: IAM_ROLE needs DEFAULT or a quoted ARN.');
      role = true;
      at += 1;
    } else if (option === 'format') {
      if (keyword(options[at + 1]) === 'as') at += 1;
      at += 1;
      if (keyword(options[at]) !== 'parquet') throw new SafeError('COPY: only FORMAT AS PARQUET can be loaded.');
      parquet = true;
    } else if (option === 'parquet') {
      parquet = true;
    } else if (option === 'manifest') {
      manifest = true;
    } else if (option === 'fillrecord') {
      fillRecord = true;
    } else if (option === 'statupdate') {
      at += 1;
    } else {
      throw new SafeError(`COPY: option ${options[at]?.text ?? ''} is not supported with Parquet.`);
    }
  }
  if (!role) throw new SafeError('COPY: IAM_ROLE is missing; write IAM_ROLE DEFAULT.');
  if (!parquet) throw new SafeError('COPY: FORMAT AS PARQUET is missing.');
  return { manifest, fillRecord };
}

function keyword(token: SqlToken | undefined): string | undefined {
  return token?.kind === 'word' ? token.text.toLowerCase() : undefined;
}
