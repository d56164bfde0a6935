import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layout } from '../../../contracts/platform/zones.ts';
import { isTable } from '../../../domain/lake/lake-catalog.ts';
import { buildModels, type LakePaths, tableDirectory } from '../../../embedded/glue/build-models.ts';
import { openDuckDb } from '../../../embedded/glue/duckdb.ts';
import { currentSnapshot, presentRows } from '../../../embedded/glue/table-files.ts';
import { fewLogs } from '../../parity/crafted-changes.ts';
import { deliverBoth, newerLogs } from '../../parity/newer-release.ts';
import { type Release, writeRelease } from '../../parity/parity-bench.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const pathsIn = (root: string): LakePaths => ({ silverPath: join(root, 'silver'), goldPath: join(root, 'gold') });
const arrivedBefore = new Date('2100-01-01T00:00:00Z');
const build = async ({ models, logs }: Release, paths: LakePaths) =>
  (await buildModels({ models, logs, paths, arrivedBefore })).totals;

test('the lake of a data directory goes to a newer release, back, and forth again, and is the one that is built from nothing', async () => {
  const root = await temporaryDirectory();
  const old = await writeRelease(join(root, 'old'), fewLogs);
  const newer = await writeRelease(join(root, 'newer'), newerLogs);
  const paths = pathsIn(join(root, 'lake'));
  const fresh = pathsIn(join(root, 'fresh'));
  await mkdir(paths.goldPath, { recursive: true });
  await mkdir(fresh.goldPath, { recursive: true });

  await deliverBoth(paths.silverPath, 1);
  const before = await build(old, paths);
  await deliverBoth(paths.silverPath, 2);
  await build(newer, paths);
  expect(await build(old, paths)).not.toEqual(before);
  const after = await build(newer, paths);

  const { prefix } = layout.changes;
  await cp(join(paths.silverPath, prefix), join(fresh.silverPath, prefix), { recursive: true });
  expect(await build(newer, fresh)).toEqual(after);
  const session = await openDuckDb({ allowedDirectories: [root] });
  try {
    for (const model of newer.models.filter(isTable)) {
      const files = await Promise.all([paths, fresh].map((lake) => currentSnapshot(tableDirectory(lake, model))));
      const [kept, made] = files.map((file) => (file === undefined ? 'SELECT 1' : presentRows(file)));
      const { rows } = await session.query(`(${kept} EXCEPT ALL ${made}) UNION ALL (${made} EXCEPT ALL ${kept})`);
      expect(rows, model.name).toEqual([]);
      if (!newerLogs.some(({ name }) => model.name === `silver.${name}_history`)) continue;
      const noted = await session.query(
        `SELECT COUNT(added_note) AS n, COUNT(*) > COUNT(added_note) AS old FROM (${kept})`,
      );
      expect(noted.rows, model.name).toEqual([{ n: '2', old: true }]);
    }
  } finally {
    session.close();
  }
});
