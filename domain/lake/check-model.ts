import type { SilverTable } from '../records/silver-table.ts';
import { checkColumns, checkSql, type Expectation } from './check-sql.ts';
import { hasTimeline, type LakeModel } from './history-model.ts';

function timelinePromises(table: SilverTable): readonly Expectation[] {
  const key = table.key.name;
  const model = `silver.${table.name}_history`;
  const neighbours = `SELECT
        valid_to,
        row_hash,
        LEAD(valid_from) OVER (PARTITION BY ${key} ORDER BY valid_from ASC NULLS LAST) AS next_from,
        LEAD(row_hash) OVER (PARTITION BY ${key} ORDER BY valid_from ASC NULLS LAST) AS next_hash
      FROM ${model}`;
  return [
    {
      model,
      problem: 'keys without exactly one current version',
      violations: `SELECT ${key}
      FROM ${model}
      GROUP BY ${key}
      HAVING COUNT(CASE WHEN is_current THEN 1 END) <> 1`,
    },
    {
      model,
      problem: 'keys whose versions do not run from 1900-01-01 to 9999-12-31',
      violations: `SELECT ${key}
      FROM ${model}
      GROUP BY ${key}
      HAVING MIN(valid_from) <> TIMESTAMP '1900-01-01 00:00:00' OR MAX(valid_to) <> TIMESTAMP '9999-12-31 00:00:00'`,
    },
    {
      model,
      problem: 'versions with a gap or an overlap to the next one',
      violations: `SELECT valid_to
      FROM (
      ${neighbours}
      ) AS neighbours
      WHERE next_from <> valid_to`,
    },
    {
      model,
      problem: 'versions that say the same as the next one',
      violations: `SELECT row_hash
      FROM (
      ${neighbours}
      ) AS neighbours
      WHERE next_hash = row_hash`,
    },
    {
      model,
      problem: 'versions that end before they begin',
      violations: `SELECT valid_from
      FROM ${model}
      WHERE valid_from >= valid_to`,
    },
    {
      model,
      problem: 'current versions that end, or ended versions that are current',
      violations: `SELECT valid_to
      FROM ${model}
      WHERE is_current <> (valid_to = TIMESTAMP '9999-12-31 00:00:00')`,
    },
    {
      model,
      problem: 'keys of the change log without a version',
      // A key that only came under the id of another event has none: that event says what the id stands for.
      violations: `SELECT DISTINCT logged.${key}
      FROM (
        SELECT
          ${key},
          ROW_NUMBER() OVER (
            PARTITION BY event_source, event_id
            ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.${table.name}
      ) AS logged
      WHERE logged.delivery = 1
        AND NOT EXISTS (SELECT 1 FROM ${model} AS kept WHERE kept.${key} = logged.${key})`,
    },
  ];
}

function correctionPromises(table: SilverTable): readonly Expectation[] {
  const key = table.key.name;
  const model = `silver.${table.name}_history`;
  return [
    {
      model,
      problem: 'keys without exactly one current change',
      violations: `SELECT ${key}
      FROM ${model}
      GROUP BY ${key}
      HAVING COUNT(CASE WHEN is_current THEN 1 END) <> 1`,
    },
    {
      model,
      problem: 'keys whose changes are not numbered from 1 without a gap',
      violations: `SELECT ${key}
      FROM ${model}
      GROUP BY ${key}
      HAVING MIN(change_number) <> 1 OR MAX(change_number) <> COUNT(DISTINCT change_number) OR COUNT(*) <> COUNT(DISTINCT change_number)`,
    },
    {
      model,
      problem: 'events of the change log that are not there exactly once',
      violations: `SELECT event_source, event_id
      FROM (
        SELECT DISTINCT event_source, event_id, 0 AS kept FROM changes.${table.name}
        UNION ALL
        SELECT event_source, event_id, 1 AS kept FROM ${model}
      ) AS events
      GROUP BY event_source, event_id
      HAVING COUNT(*) <> 2 OR COUNT(DISTINCT kept) <> 2`,
    },
  ];
}

function currentPromises(table: SilverTable): readonly Expectation[] {
  const key = table.key.name;
  const model = `silver.${table.name}`;
  return [
    {
      model,
      problem: 'keys that differ from the current state of the history',
      violations: `SELECT ${key}
      FROM (
        SELECT ${key}, row_hash FROM ${model}
        UNION ALL
        SELECT ${key}, row_hash FROM ${model}_history WHERE is_current AND NOT is_deleted
      ) AS states
      GROUP BY ${key}, row_hash
      HAVING COUNT(*) <> 2`,
    },
  ];
}

/** `checks.<contract>`: the promises of the two silver models of a contract; no row when all of them hold. */
export function checkModel(table: SilverTable): LakeModel {
  const promises = [
    ...(hasTimeline(table) ? timelinePromises(table) : correctionPromises(table)),
    ...currentPromises(table),
  ];
  return {
    name: `checks.${table.name}`,
    description: `Promises of silver.${table.name} and silver.${table.name}_history`,
    grain: ['model', 'problem'],
    reads: [`changes.${table.name}`, `silver.${table.name}_history`, `silver.${table.name}`],
    rebuild: 'affected',
    columns: checkColumns,
    sql: checkSql(promises),
  };
}
