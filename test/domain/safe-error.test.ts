import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  errorName,
  errorText,
  forUser,
  SafeError,
  safeTexts,
  stackFrames,
  UserError,
  withoutForeignText,
} from '../../domain/safe-error.ts';

const value = 'Jane Maynard46';

/** An error of a library that quotes a value in each place where one can stand. */
function quoting(): Error {
  const error = new RangeError(`cannot read "${value}"\n    at ${value} (/tmp/x.ts:1:2)`);
  return Object.assign(error, { row: value, code: value });
}

describe('what may be said of an error', () => {
  test('is the text of safe errors, cause by cause, and the name of the foreign one behind them', () => {
    const disk = Object.assign(new Error(`no space for ${value}`), { code: 'ENOSPC' });
    const error = new SafeError('load failed', { cause: new SafeError('statement 3 failed', { cause: disk }) });
    expect(safeTexts(error)).toEqual(['load failed', 'statement 3 failed', 'caused by ENOSPC']);
    expect(errorText(error)).toBe('SafeError: load failed; statement 3 failed; caused by ENOSPC');
  });

  test('is every error of several', () => {
    const both = new AggregateError([new SafeError('patient failed'), quoting()], value);
    expect(safeTexts(new SafeError('2 of 9 contracts failed', { cause: both }))).toEqual([
      '2 of 9 contracts failed',
      'patient failed',
      'caused by RangeError',
    ]);
  });

  test('is only the name of a foreign one, and not a name or a code that is a text', () => {
    expect(errorText(quoting())).toBe('RangeError');
    expect(errorName(Object.assign(new Error('x'), { name: value, code: '22P02' }))).toBe('22P02');
    expect(errorName(value)).toBe('unknown');
    expect(safeTexts(quoting())).toEqual([]);
  });
});

test('frames of a stack are no lines of a message, whatever those look like', () => {
  const frames = stackFrames(quoting());
  expect(frames.length).toBeGreaterThan(1);
  expect(frames.join()).toContain('safe-error.test.ts');
  expect(frames.join()).not.toContain(value);
});

describe('an error that leaves the process', () => {
  test.each([
    ['foreign', quoting()],
    ['a safe one with a foreign cause', new SafeError('load failed', { cause: quoting() })],
    ['a text', value],
  ])('holds no foreign text, wherever somebody looks: %s', (_what, error) => {
    const leaving = withoutForeignText(error);
    const seen = [inspect(leaving, { showHidden: true }), JSON.stringify(leaving), leaving.stack, String(leaving)];
    expect(seen.join('\n')).not.toContain(value);
    expect(leaving.message).not.toBe('');
  });

  test('keeps its name and where it came from, and tells its causes', () => {
    const leaving = withoutForeignText(quoting());
    expect(leaving.name).toBe('RangeError');
    expect(stackFrames(leaving)).toEqual(stackFrames(leaving).filter((line) => !line.includes(value)));
    expect(leaving.stack).toContain('safe-error.test.ts');
    const told = withoutForeignText(new UserError('a', { cause: new SafeError('b', { cause: quoting() }) }));
    expect(told).toMatchObject({ name: 'UserError', message: 'a; b; caused by RangeError' });
  });

  test('is itself when there is nothing to hide', () => {
    const error = new SafeError('environment variable X is not set');
    expect(withoutForeignText(error)).toBe(error);
  });
});

describe('forUser', () => {
  const thrown = (error: unknown) => forUser(() => Promise.reject(error)).catch((caught: unknown) => caught);

  test('gives the text of a step to the user', async () => {
    expect(await thrown(new Error('cannot read x.csv'))).toMatchObject({
      name: 'UserError',
      message: 'cannot read x.csv',
    });
  });

  test('does not pass off a fault of the program as something the user can put right', async () => {
    const fault = new SyntaxError(`Unexpected token in "${value}"`);
    expect(await thrown(fault)).toBe(fault);
    const safe = new SafeError('the disk is full');
    expect(await thrown(safe)).toBe(safe);
  });
});
