import type { Contract } from '../../contracts/contract.ts';
import { lineageColumns } from '../records/silver-table.ts';
import { type Claim, claimOf, weakest } from './claims.ts';
import { outputsOf } from './outputs.ts';
import type { MaskingPolicy } from './policy.ts';

/**
 * What the columns that lead every silver row support, under any policy: mask-envelope.ts makes them, and none of them knows
 * what the policy does to the record.
 */
const ofLineage: ReadonlyMap<string, Claim> = new Map<string, Claim>([
  // Listed names of our own sources, else keyed hashes of what a producer wrote.
  ['event_source', claimOf('token', 'free_text')],
  ['event_id', claimOf('token', 'record_id')],
  ['op', claimOf('value', 'none')],
  // When it happened, or when the source told of it: to the second, and not moved where the dates of the record are.
  ['version_at', claimOf('value', 'service_date')],
  ['arrived_at', claimOf('value', 'service_date')],
  // Numbers of the stream tell the time and are nobody else's; the shard follows from the patient's token.
  ['sequence', 'limited-dataset'],
  ['shard_id', 'limited-dataset'],
  // Together the way back to the row of whoever has the file: unique, so never de-identified.
  ['source_file', claimOf('token', 'free_text')],
  ['source_line', 'limited-dataset'],
  // Its hour, and a number of its own.
  ['object_key', 'limited-dataset'],
  // Derived from the masked values, so no better than a token, and no better than they are.
  ['row_hash', claimOf('token', 'none')],
]);

/** What a lineage column supports; `phi` for one that nobody judged. */
export function lineageClaim(column: string): Claim {
  return ofLineage.get(column) ?? 'phi';
}

/** What each column of a contract supports under a policy, by its name. */
export function columnClaims(contract: Contract, policy: MaskingPolicy): ReadonlyMap<string, Claim> {
  return new Map(outputsOf(contract, policy).map(({ name, claim }) => [name, claim]));
}

/**
 * The strongest claim that a table of masked records supports: the weakest of its columns.
 * @param lineage the lineage columns that it has; a silver table has all of them, a release should have none
 */
export function tableClaim(
  contract: Contract,
  policy: MaskingPolicy,
  lineage: readonly string[] = lineageColumns.map(({ name }) => name),
): Claim {
  return weakest([...lineage.map(lineageClaim), ...columnClaims(contract, policy).values()]);
}
