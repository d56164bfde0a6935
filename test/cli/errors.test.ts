import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { describeError, main } from '../../cli/main.ts';
import { SafeError, UserError } from '../../domain/safe-error.ts';
import { openWarehouseEngine } from '../../embedded/redshift/engine.ts';
import { schemaContent } from '../../embedded/redshift/schema-content.ts';
import { isThorough } from '../thorough.ts';

const value = 'Maynard46';
const folder = mkdtempSync(join(tmpdir(), 'medstream-errors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A data directory whose warehouse fails on the first row of a patient, in words that quote it. */
async function sabotaged(name: string, sqlState: string, said: string): Promise<string> {
  const data = join(folder, name);
  const engine = await openWarehouseEngine({ directory: join(data, 'warehouse'), content: schemaContent() });
  await engine.exec(`
    CREATE FUNCTION complain() RETURNS TRIGGER LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '%', '${said} ${value} ' || NEW.patient_id USING ERRCODE = '${sqlState}'; END $$;
    CREATE TRIGGER complain BEFORE INSERT ON history.patient FOR EACH ROW EXECUTE FUNCTION complain()`);
  await engine.close();
  return data;
}

/** Runs a command in this process; everything that it or anything below it prints. */
async function printedBy(...args: string[]): Promise<{ readonly code: number; readonly printed: string }> {
  const printed: string[] = [];
  const keep = (text: unknown) => {
    printed.push(String(text));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep),
    ...(['log', 'info', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method).mockImplementation(keep)),
  ];
  try {
    const code = await main(args, { out: keep, err: keep });
    return { code, printed: printed.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('a value that the database quotes reaches neither the console nor the log, and the run says what was set aside and why', () => {
  const faults = [
    ['invalid input syntax', '22P02', 'invalid input syntax for type integer:', 'a text is no value of the type'],
    ['uniqueness', '23505', 'duplicate key value:', 'a row that must be unique exists twice'],
  ] as const;
  test.each(isThorough ? faults : faults.slice(0, 1))('%s', async (name, sqlState, said, told) => {
    const data = await sabotaged(name, sqlState, said);
    const { code, printed } = await printedBy('run', '--data', data, '--events', '60', '--seed', '1');
    // Records that the database will not have are data: everything else goes on without them.
    expect(code).toBe(0);
    expect(printed).toMatch(/SET ASIDE: \d+ objects/);
    expect(printed).toContain('append to history.patient: ');
    expect(printed).not.toContain(value);
    expect(printed).not.toContain(said);
    expect(readFileSync(join(data, 'logs', 'functions.ndjson'), 'utf8')).not.toContain(value);
    expect(printed).toContain(told);
    expect(printed).not.toContain('    at ');
  });

  test.runIf(isThorough)('a fault that passes says to run it again', async () => {
    const data = await sabotaged('lock', '55P03', 'could not obtain lock:');
    const { code, printed } = await printedBy('run', '--data', data, '--events', '60', '--seed', '1');
    expect(code).toBe(1);
    expect(printed).toContain('a lock could not be had in time (SQLSTATE 55P03)');
    expect(printed).toContain('Nothing is lost: run it again.');
    expect(printed).not.toContain(value);
  });
});

test('a warehouse that cannot be opened says why', async () => {
  const data = join(folder, 'foreign');
  mkdirSync(join(data, 'warehouse'), { recursive: true });
  writeFileSync(join(data, 'warehouse', 'letter.txt'), value);
  const { code, printed } = await printedBy('run', '--data', data, '--events', '60');
  expect(code).toBe(1);
  expect(printed).toContain(`${join(data, 'warehouse')} is not empty and holds no warehouse database`);
});

describe('what is printed of an error', () => {
  test('what the user can put right is said alone', () => {
    const error = new UserError('--events takes a whole number', { cause: new Error(value) });
    expect(describeError(error)).toBe('--events takes a whole number');
  });

  test('our own error is said with its causes, a line each, and how to go on', () => {
    const disk = Object.assign(new Error(value), { code: 'ENOSPC' });
    const error = new SafeError('warehouse/models/star/x.sql could not be applied', {
      cause: new SafeError('Warehouse statement 2 (x) failed', { cause: disk }),
    });
    expect(describeError(error).split('\n')).toEqual([
      'warehouse/models/star/x.sql could not be applied',
      'Warehouse statement 2 (x) failed',
      'caused by ENOSPC',
      'The disk is full. Nothing is lost: make room, then run it again.',
    ]);
  });

  test('of a foreign error its name and where it came from', () => {
    const [first = '', ...frames] = describeError(new TypeError(`${value}\n    at ${value} (/x.ts:1:1)`)).split('\n');
    expect(first).toMatch(/^failed unexpectedly \(TypeError\)\. .*it would fail the same way again/);
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.join()).toContain('errors.test.ts');
    expect([first, ...frames].join()).not.toContain(value);
  });

  test('a foreign error that passes needs no report', () => {
    const refused = Object.assign(new Error(`connect ${value}`), { code: 'ECONNREFUSED' });
    expect(describeError(refused)).toBe(
      'failed unexpectedly (ECONNREFUSED). This passes by itself. Nothing is lost: run it again.',
    );
  });
});
