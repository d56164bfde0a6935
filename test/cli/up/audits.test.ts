import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AuditsKept, type AuditsOptions, keepAudits } from '../../../cli/up/audits.ts';
import type { AuditedTable, AuditedWarehouse } from '../../../lambdas/audit-warehouse/audit-books.ts';
import { InvariantsBrokenError } from '../../../lambdas/audit-warehouse/audit-failed-error.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from '../../embedded/redshift/warehouse-fixture.ts';

const day = 86_400_000;
const hour = 3_600_000;

let warehouse: TemporaryWarehouse;
beforeAll(async () => {
  warehouse = await openTemporaryWarehouse();
});
afterAll(() => warehouse.remove());

const all = (parts: Partial<AuditedTable>): AuditedTable => ({
  table: 'all tables',
  invariants: 3,
  broken: [],
  checkedAt: 0,
  heldAt: 0,
  ...parts,
});

let now: number;
let known: AuditedWarehouse;
let told: string[];
let kept: AuditsKept | undefined;
beforeEach(() => {
  now = 10 * day;
  known = { all: undefined, tables: [] };
  told = [];
});
afterEach(async () => {
  await kept?.stop(0);
  kept = undefined;
});

/** What it does now, after everything that is due has been done. */
async function keep(options: Partial<AuditsOptions> = {}): Promise<() => Promise<string[]>> {
  kept = await keepAudits({
    engine: warehouse.engine,
    auditWarehouse: async () => {
      told.push('audited');
      known = { all: all({ checkedAt: now, heldAt: now }), tables: [] };
      return { checked: 3, left: 0 };
    },
    readAudited: async () => known,
    isWanted: () => true,
    monitor: {
      auditBegun: () => void told.push('begun'),
      auditEnded: () => void told.push('ended'),
      audited: ({ all: whole }) => void told.push(`held ${whole?.heldAt ?? 'never'}`),
    },
    troubles: {
      begin: (part, error, againInMs) => void told.push(`${part} ${error} ${againInMs}`),
      end: (part) => void told.push(`${part} works`),
    },
    clock: () => now,
    ...options,
  });
  return async () => {
    kept?.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return told.splice(0);
  };
}

const once = (at: number) => ['begun', 'audited', 'audit works', 'ended', `held ${at}`];

test('a warehouse that was never checked is checked at once, and then a day later', async () => {
  const done = await keep();
  expect(await done()).toEqual(['held never', ...once(10 * day)]);
  now += day - 1;
  expect(await done()).toEqual([]);
});

test('one that was checked waits until the day is over', async () => {
  known = { all: all({ checkedAt: now - hour, heldAt: now - hour }), tables: [] };
  const done = await keep();
  expect(await done()).toEqual([`held ${now - hour}`]);
  now += 23 * hour;
  expect(await done()).toEqual(once(now));
});

test('nothing is checked before its time has come', async () => {
  let isLoaded = false;
  const done = await keep({ isWanted: () => isLoaded });
  expect(await done()).toEqual(['held never']);
  isLoaded = true;
  expect(await done()).toEqual(once(now));
});

test('what is broken is trouble that waits for no further attempt, and is looked at again at the next start', async () => {
  const auditWarehouse = async () => {
    known = { all: all({ broken: ['I1 of star.dim_x'], checkedAt: now, heldAt: 9 * day }), tables: [] };
    throw new InvariantsBrokenError(['I1 of star.dim_x'], 3);
  };
  const done = await keep({ auditWarehouse });
  const [, begun, trouble, ...rest] = await done();
  expect([begun, rest]).toEqual(['begun', ['ended', `held ${9 * day}`]]);
  expect(trouble).toMatch(/^audit .*1 of 3 invariants of the warehouse are broken: I1 of star\.dim_x.* null$/);
  expect(await done()).toEqual([]);
  await kept?.stop(0);
  const again = await keep();
  expect(await again()).toEqual([`held ${9 * day}`, ...once(now)]);
});

test('an audit that could not look is told, and made again', async () => {
  const done = await keep({ auditWarehouse: () => Promise.reject(new Error('no')) });
  expect(await done()).toEqual(['held never', 'begun', 'ended', `audit Error: no ${hour}`]);
});

test('a scan that would take for hours is cut off when it is to stop', async () => {
  const begun = Promise.withResolvers<void>();
  let timeLeft: number | undefined;
  await keep({
    auditWarehouse: async (_event, remainingMs) => {
      begun.resolve();
      await warehouse.engine.query('SELECT pg_sleep(10000)').finally(() => {
        timeLeft = remainingMs?.();
      });
      return { checked: 0, left: 0 };
    },
  });
  await begun.promise;
  await kept?.stop(0);
  expect(timeLeft).toBe(0);
});
