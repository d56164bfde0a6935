import { lakeTotalsKey, layout } from '../../contracts/platform/zones.ts';
import { lakeTotalsSchema } from '../../domain/reconciliation/totals.ts';
import { type ListedBucket, listPages } from '../../lambdas/shared/object-listing.ts';
import { type ReadObjectClient, readIfThere } from '../../lambdas/shared/object-store.ts';

/** Times of a listing are whole seconds. */
const secondMs = 1000;

/**
 * Whether the change log may hold what the lake was not built of: an object that came since the last build began.
 * @param silver the silver bucket
 */
export async function isLakeBehind(silver: ListedBucket & { readonly s3: ReadObjectClient }): Promise<boolean> {
  const text = await readIfThere(silver.s3, { bucket: silver.bucket, key: lakeTotalsKey });
  const builtAt = text === undefined ? 0 : Date.parse(lakeTotalsSchema.parse(JSON.parse(text)).builtAt);
  for await (const objects of listPages(silver, layout.changes)) {
    if (objects.some(({ modifiedAt }) => modifiedAt > builtAt - secondMs)) return true;
  }
  return false;
}
