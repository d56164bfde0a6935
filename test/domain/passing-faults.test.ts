import { existsSync, writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { passingFault } from '../../domain/passing-faults.ts';
import { SafeError } from '../../domain/safe-error.ts';

const withFacts = (facts: object) => Object.assign(new Error('x'), facts);

describe('what passes', () => {
  test.each([
    ['unreachable', { code: 'ECONNREFUSED' }],
    ['unreachable', { code: 'ETIMEDOUT' }],
    ['unreachable', { name: 'TimeoutError' }],
    ['unreachable', { code: 'ERR_HTTP2_STREAM_CANCEL' }],
    ['unreachable', { sqlState: '57P03' }],
    ['unreachable', { sqlState: '08006' }],
    ['unreachable', { code: 'ERR_STREAM_PREMATURE_CLOSE' }],
    ['unreachable', { $metadata: { httpStatusCode: 500 } }],
    ['unreachable', { $metadata: { httpStatusCode: 503 } }],
    ['busy', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }],
    ['busy', { $metadata: { httpStatusCode: 429 } }],
    ['busy', { sqlState: '40001' }],
    ['busy', { sqlState: '55P03' }],
    ['no space', { code: 'ENOSPC' }],
    ['no space', { sqlState: '53100' }],
    ['no space', { message: 'IO Error: Could not write file "x": No space left on device' }],
  ])('%s: %o', (fault, facts) => {
    expect(passingFault(withFacts(facts))).toBe(fault);
    expect(passingFault(new SafeError('load failed', { cause: withFacts(facts) }))).toBe(fault);
  });
});

describe('every name, code and SQLSTATE that a service, a system or a database has for it', () => {
  const names = {
    unreachable:
      'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EAI_AGAIN ENOTFOUND ENETUNREACH EHOSTUNREACH TimeoutError ' +
      'RequestTimeout RequestTimeoutException AbortError DatabaseConnectionException 57P01 57P02 57P03',
    busy:
      'ProvisionedThroughputExceededException KMSThrottlingException LimitExceededException ThrottlingException ' +
      'Throttling TooManyRequestsException RequestLimitExceeded SlowDown ActiveStatementsExceededException ' +
      'ActiveSessionsExceededException ConcurrentRunsExceededException 40001 40P01 53300 55P03',
    'no space': 'ENOSPC EDQUOT 53100',
  };
  test.each(Object.entries(names))('is %s', (fault, list) => {
    for (const name of list.split(' ')) {
      const member = /^\d\d/.test(name) ? 'sqlState' : /^E[A-Z_]+$/.test(name) ? 'code' : 'name';
      expect(passingFault(withFacts({ [member]: name })), name).toBe(fault);
    }
  });
});

// The device that is always full, where the system has one.
test.skipIf(!existsSync('/dev/full'))('a full disk is told apart as the system and as DuckDB report it', async () => {
  const thrownBy = async (work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    throw new Error('nothing was thrown');
  };
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const copy = "COPY (SELECT * FROM range(100000)) TO '/dev/full' (FORMAT csv, USE_TMP_FILE false)";
  expect(passingFault(await thrownBy(() => writeFileSync('/dev/full', 'x')))).toBe('no space');
  expect(passingFault(await thrownBy(() => connection.run(copy)))).toBe('no space');
  connection.closeSync();
});

describe('what does not', () => {
  test.each([
    [{}],
    [{ name: 'ValidationException', $metadata: { httpStatusCode: 400 } }],
    [{ sqlState: '22001' }],
    [{ sqlState: '42P01' }],
    [{ code: 'ENOENT' }],
    // Codes that hold one of those, or go on after it.
    [{ sqlState: '108006' }],
    [{ sqlState: '0800600' }],
    [{ code: 'MY_ERR_HTTP2' }],
    [{ code: 'MY_ERR_STREAM' }],
    [{ $metadata: { httpStatusCode: 499 } }],
    [{ $metadata: { httpStatusCode: '503' } }],
    [{ $metadata: 503 }],
    [{ $metadata: null }],
    [{ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } }],
  ])('%o', (facts) => {
    expect(passingFault(withFacts(facts))).toBeUndefined();
  });

  test('is no error at all', () => {
    expect(passingFault('ECONNREFUSED')).toBeUndefined();
    expect(passingFault(undefined)).toBeUndefined();
  });

  test('a load of which one contract fails for good, though another gave way', () => {
    const busy = withFacts({ sqlState: '40001' });
    const broken = withFacts({ sqlState: '22001' });
    const several = (...errors: Error[]) => new SafeError('contracts failed', { cause: new AggregateError(errors) });
    expect(passingFault(several(busy, busy))).toBe('busy');
    expect(passingFault(several(busy, broken))).toBeUndefined();
  });
});
