import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPlace, openEmbeddedPlace } from '../../cli/smoke/embedded-place.ts';
import { tableRows } from '../../cli/smoke/iceberg/table-rows.ts';
import { smoke } from '../../cli/smoke/smoke.ts';
import type { SmokeLakeTable, SmokePlace } from '../../cli/smoke/smoke-place.ts';
import { smokeOrganization } from '../../cli/smoke/smoke-record.ts';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { lakeTotalsKey, layout, setAsideKey } from '../../contracts/platform/zones.ts';
import { buckets } from '../../embedded/runtime.ts';
import { isSparkInstalled } from '../../tools/spark/iceberg-jar.ts';
import { type LocalSpark, localCatalog, startSpark } from '../../tools/spark/local-spark.ts';
import { enginesRequired } from '../engines-required.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const isHere = enginesRequired || isSparkInstalled();
if (!isHere) process.stderr.write('\nSKIPPED test/parity/smoke: Spark is not installed; npm run parity installs it\n');

const scripts = fileURLToPath(new URL('../../glue-scripts', import.meta.url));

describe.skipIf(!isHere)('a smoke check of tables that Spark and Iceberg wrote', () => {
  let spark: LocalSpark;
  let place: EmbeddedPlace;
  let tables: string;
  beforeAll(async () => {
    tables = await temporaryDirectory();
    spark = await startSpark(tables, 'America/New_York');
    place = await openEmbeddedPlace(await temporaryDirectory());
  }, 300_000);
  afterAll(async () => {
    await spark?.close();
    await place?.close();
  });

  /** Where the catalog of files says that a table's metadata is. */
  const metadataOf = async (table: SmokeLakeTable): Promise<string> => {
    const folder = join(tables, 'lake_silver', smokeCheck.lake.tables[table], 'metadata');
    return join(folder, `v${(await readFile(join(folder, 'version-hint.text'), 'utf8')).trim()}.metadata.json`);
  };
  const readTableFile = async (location: string) => readFile(location.replace(/^file:/, ''));

  /** The place on this machine, with the lake that the deployed job builds. */
  const onSpark = (): SmokePlace => ({
    ...place,
    lake: {
      startPipeline: async () => {
        const silver = join(place.runtime.directory.s3Path, buckets.silver);
        await spark.run([
          ...['--models', 'silver.organization_history,silver.organization'],
          ...['--model_files', scripts, '--changes', join(silver, layout.changes.prefix), '--catalog', localCatalog],
          ...['--tables', 'own', '--kept', join(silver, layout.kept.prefix)],
          ...['--silver_database', 'lake_silver', '--gold_database', 'lake_gold'],
          ...['--set_aside', join(silver, setAsideKey), '--totals', join(silver, lakeTotalsKey)],
        ]);
        return async () => true;
      },
      rows: async (table) =>
        tableRows(await metadataOf(table), readTableFile, (row) => row.organization_id === smokeOrganization),
    },
  });

  test('sees both versions with every value, in the table as it is after one commit and after several', async () => {
    for (const check of ['first', 'second', 'third']) {
      const results = await smoke(onSpark(), { check, now: Date.now() }, () => undefined);
      expect(results.filter(({ outcome }) => outcome !== 'seen')).toEqual([]);
      expect(results.at(-1)?.what).toBe('2 versions, 21 columns as sent; none of today');
    }
  });

  test('reads what Spark reads', async () => {
    const table = await metadataOf('history');
    const rows = await tableRows(table, readTableFile, () => true);
    const [counted] = await spark.rows(
      `SELECT COUNT(*) AS n, COUNT(DISTINCT version_at) AS times FROM ${localCatalog}.lake_silver.organization_history`,
    );
    expect(rows).toHaveLength(Number(counted?.n));
    expect(new Set(rows.map(({ version_at: at }) => at)).size).toBe(Number(counted?.times));
    expect(rows).toHaveLength(6);
  });

  test('refuses a table whose rows data files alone do not tell', async () => {
    const name = `${localCatalog}.lake_silver.organization_history`;
    await spark.rows(`ALTER TABLE ${name} SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read')`);
    await spark.rows(`DELETE FROM ${name} WHERE op = 'U'`);
    const reading = tableRows(await metadataOf('history'), readTableFile, () => true);
    await expect(reading).rejects.toThrow('delete files');
  });
});
