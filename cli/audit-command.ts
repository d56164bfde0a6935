import { parseArgs } from 'node:util';
import { UserError } from '../domain/safe-error.ts';
import { DataDirectoryInUseError } from '../embedded/data-directory.ts';
import { openRuntime } from '../embedded/runtime.ts';
import { type AuditedWarehouse, readAudited } from '../lambdas/audit-warehouse/audit-books.ts';
import { InvariantsBrokenError } from '../lambdas/audit-warehouse/audit-failed-error.ts';
import type { CheckedTable } from '../lambdas/audit-warehouse/audit-warehouse.ts';
import type { Command } from './command.ts';
import { defaultData, requireData } from './options.ts';
import { openAudit } from './run/local-audit.ts';
import { openLoads } from './run/local-loads.ts';
import { upPurpose } from './up/running-up.ts';

const usage = `usage: medstream audit [options]

Checks every table of the warehouse from end to end: each timeline without gaps, each key resolved, each row once. A load
checks what it touched by itself; this finds what was changed by hand, restored, or loaded by a release that was wrong.
medstream up does it once a day. What was found stays in audit.whole_check; reporting.audited_table tells how each table
stands. The exit code is 1 when something is broken.

  --data DIR      data directory (${defaultData})
  --json          print one JSON object as the last line of standard output`;

export const auditCommand: Command = {
  usage,
  run: async (args, { out, err }) => {
    const { values } = parseArgs({
      args: [...args],
      options: { data: { type: 'string', default: defaultData }, json: { type: 'boolean', default: false } },
    });
    requireData(values.data);
    const people = values.json ? err : out;
    const { before, after } = await auditData(values.data, (checked) => people(`${formatChecked(checked)}\n`));
    people(`\n${formatAudited(before, after, values.data)}\n`);
    if (values.json) out(`${JSON.stringify(summaryOf(before, after))}\n`);
    return after.all === undefined || after.all.broken.length > 0 ? 1 : 0;
  },
};

/** How the warehouse stood before, and how it stands now. */
async function auditData(
  data: string,
  onChecked: (checked: CheckedTable) => void,
): Promise<{ readonly before: AuditedWarehouse; readonly after: AuditedWarehouse }> {
  const runtime = await openRuntime(data, 'medstream audit').catch(refuseBesideUp);
  try {
    await openLoads(runtime).schemaApplied;
    const { sql } = runtime.warehouse;
    const before = await readAudited(sql);
    try {
      await openAudit(runtime)({}, undefined, onChecked);
    } catch (error) {
      // It is told here, table by table.
      if (!(error instanceof InvariantsBrokenError)) throw error;
    }
    return { before, after: await readAudited(sql) };
  } finally {
    await runtime.close();
  }
}

/** @throws always */
function refuseBesideUp(error: unknown): never {
  if (!(error instanceof DataDirectoryInUseError) || error.purpose !== upPurpose) throw error;
  throw new UserError(
    `medstream up is running on ${error.path} (process ${error.pid}): it checks whole tables once a day, and its screen says when they last held.\n` +
      'What it found: npx medstream query "SELECT * FROM reporting.audited_table"\n' +
      'To check now, stop medstream up first.',
    { cause: error },
  );
}

/** A line for each table, as it was checked. */
export function formatChecked({ table, invariants, violations, tookMs }: CheckedTable): string {
  const broken = [...violations].map(([invariant, count]) => `${invariant} (${count})`);
  const verdict =
    broken.length === 0
      ? `held    ${invariants} ${invariants === 1 ? 'invariant' : 'invariants'}`
      : `BROKEN  ${broken.join(', ')}`;
  return `${table.padEnd(32)}${verdict}, ${Math.round(tookMs)} ms`;
}

/** What became of all of them, and when they last held. */
export function formatAudited(before: AuditedWarehouse, { all, tables }: AuditedWarehouse, data: string): string {
  if (all === undefined) return 'no table was checked';
  const of = `${all.invariants} invariants of ${tables.length} tables`;
  if (all.broken.length === 0) {
    const heldBefore = before.all?.heldAt ?? null;
    return `all ${of} held at ${instant(all.heldAt)}; before that ${lastHeld(heldBefore)}`;
  }
  const where = data === defaultData ? '' : ` --data ${data}`;
  return [
    `${all.broken.length} of ${of} ${all.broken.length === 1 ? 'is' : 'are'} broken: ${all.broken.join(', ')}`,
    `all of them ${lastHeld(all.heldAt)}`,
    'The query of each stands in warehouse/generated/audit.sql, behind "-- check" and the table.',
    `Nothing is lost: npx medstream rebuild${where} builds the warehouse anew from silver; then check again.`,
  ].join('\n');
}

const lastHeld = (at: number | null) => (at === null ? 'never held' : `last held at ${instant(at)}`);
const instant = (at: number | null) => (at === null ? 'no time' : new Date(at).toISOString());

function summaryOf(before: AuditedWarehouse, { all, tables }: AuditedWarehouse) {
  const text = (at: number | null | undefined) => (at === null || at === undefined ? null : instant(at));
  return {
    tables: tables.length,
    invariants: all?.invariants ?? 0,
    broken: all?.broken ?? [],
    held_at: text(all?.heldAt),
    held_before: text(before.all?.heldAt),
  };
}
