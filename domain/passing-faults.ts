import { causesOf } from './safe-error.ts';

/**
 * Why the same work may succeed a little later: a service or a connection that is not there, one that is too busy or
 * gave way to another transaction, or a disk that is full until somebody makes room.
 */
export type PassingFault = 'unreachable' | 'busy' | 'no space';

/** Names and codes of errors, and SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html), that pass. */
const passing: ReadonlyMap<string, PassingFault> = new Map<string, PassingFault>([
  ...kinds('unreachable', [
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'ENOTFOUND',
    'ENETUNREACH',
    'EHOSTUNREACH',
    'TimeoutError',
    'RequestTimeout',
    'RequestTimeoutException',
    'AbortError',
    'DatabaseConnectionException',
    '57P01', // the database shuts down
    '57P02', // it crashed
    '57P03', // it starts up
  ]),
  ...kinds('busy', [
    'ProvisionedThroughputExceededException',
    'KMSThrottlingException',
    'LimitExceededException',
    'ThrottlingException',
    'Throttling',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'SlowDown',
    'ActiveStatementsExceededException',
    'ActiveSessionsExceededException',
    'ConcurrentRunsExceededException',
    '40001', // serialization failure; Redshift numbers it 1023
    '40P01', // deadlock
    '53300', // too many connections
    '55P03', // lock not available
  ]),
  ...kinds('no space', ['ENOSPC', 'EDQUOT', '53100']),
]);

function kinds(fault: PassingFault, names: readonly string[]): [string, PassingFault][] {
  return names.map((name) => [name, fault]);
}

/** DuckDB tells a full disk by the system's words alone. */
const noSpaceLeft = /No space left on device/;

/** Why this error, or what caused it, passes; undefined when the same work would fail the same way. */
export function passingFault(error: unknown): PassingFault | undefined {
  const own = ownFault(error);
  if (own !== undefined) return own;
  // Of several causes each must pass: one that does not fails again.
  const faults = causesOf(error).map(passingFault);
  return faults.includes(undefined) ? undefined : faults[0];
}

function ownFault(error: unknown): PassingFault | undefined {
  if (!(error instanceof Error)) return undefined;
  if (noSpaceLeft.test(error.message)) return 'no space';
  for (const key of ['code', 'sqlState', 'name']) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value !== 'string') continue;
    const fault = passing.get(value);
    if (fault !== undefined) return fault;
    // Class 08 of SQLSTATE: connection exceptions. Of HTTP/2 the SDK passes on only that its stream was cancelled.
    if (/^08[0-9A-Z]{3}$|^ERR_HTTP2|^ERR_STREAM/.test(value)) return 'unreachable';
  }
  const status = httpStatus(error);
  if (status === 429) return 'busy';
  return status !== undefined && status >= 500 ? 'unreachable' : undefined;
}

/** HTTP status of an AWS SDK error. */
function httpStatus(error: Error): number | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
