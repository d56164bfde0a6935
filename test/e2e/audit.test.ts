import { expect, test } from 'vitest';
import { openWarehouseEngine } from '../../embedded/redshift/engine.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { medstream, query, run } from './cli.ts';
import { startUp } from './running-up.ts';

const summaryIn = (stdout: string) => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');

test('a warehouse is checked whole, what was changed by hand is named, and a rebuild mends it', async () => {
  const data = await temporaryDirectory();
  await run(data, '--seed', '11', '--events', '200', '--as-of', '2026-01-01T00:00:00Z');
  const first = await medstream('audit', '--data', data);
  expect([first.code, first.stderr]).toEqual([0, '']);
  const lines = first.stdout.trimEnd().split('\n');
  expect(lines.filter((line) => /^(star|history|audit)\.\S+ +held +\d+ invariants?, \d+ ms$/.test(line))).toHaveLength(
    lines.length - 2,
  );
  expect(lines.at(-1)).toMatch(/^all \d+ invariants of \d+ tables held at 2\S+Z; before that never held$/);

  const json = await medstream('audit', '--data', data, '--json');
  const held = summaryIn(json.stdout);
  expect(held).toMatchObject({ tables: lines.length - 2, broken: [], held_at: expect.any(String) });
  expect(lines.at(-1)).toContain(`held at ${held.held_before};`);

  const engine = await openWarehouseEngine({ directory: `${data}/warehouse` });
  await engine.exec('UPDATE star.fact_encounter SET patient_sk = -1');
  await engine.close();
  const broken = await medstream('audit', '--data', data);
  expect([broken.code, broken.stderr]).toEqual([1, '']);
  expect(broken.stdout).toMatch(/^star\.fact_encounter +BROKEN {2}I10 \(\d+\), \d+ ms$/m);
  expect(broken.stdout).toMatch(/^1 of \d+ invariants of \d+ tables is broken: I10 of star\.fact_encounter$/m);
  const lastHeld = /^all of them (last held at \S+Z)$/m.exec(broken.stdout)?.[1] ?? '';
  // The table that is broken held when the audit before came to it.
  expect(lastHeld > `last held at ${held.held_at}`).toBe(true);
  expect(broken.stdout).toContain(`npx medstream rebuild --data ${data}`);
  expect(await query(data, "SELECT broken FROM reporting.audited_table WHERE table_name = 'all tables'")).toEqual([
    { broken: 'I10 of star.fact_encounter' },
  ]);

  expect((await medstream('rebuild', '--data', data)).code).toBe(0);
  const mended = await medstream('audit', '--data', data);
  expect(mended.code).toBe(0);
  expect(mended.stdout).toContain(`before that ${lastHeld}`);
});

test('medstream up checks by itself, tells what is broken, and says so to whoever asks beside it', async () => {
  const data = await temporaryDirectory();
  await run(data, '--seed', '11', '--events', '100');
  const engine = await openWarehouseEngine({ directory: `${data}/warehouse` });
  await engine.exec('UPDATE star.fact_encounter SET provider_sk = 123');
  await engine.close();
  const up = await startUp(data);
  try {
    const status = await up.until(({ audit, troubles }) => audit.broken > 0 && troubles.length > 0);
    expect(status.audit).toMatchObject({ broken: 2, heldAt: null, isChecking: false });
    expect(status.troubles).toMatchObject([
      { part: 'audit', text: expect.stringContaining('I10 of star.fact_encounter, I9 of star.fact_encounter') },
    ]);
    const beside = await medstream('audit', '--data', data);
    expect(beside.code).toBe(1);
    expect(beside.stderr).toContain('it checks whole tables once a day');
  } finally {
    up.process.kill('SIGINT');
  }
  expect(await up.ended).toEqual({ code: 0, signal: null });
});
