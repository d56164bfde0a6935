import type { TextRow } from './row-text.ts';

/** From here a member's first version holds, and until the other its newest; in both stores. */
const beginning = '1900-01-01 00:00:00.000000';
const end = '9999-12-31 00:00:00.000000';

/**
 * What both stores add to a version of a member: since when and until when it holds.
 * @param record `op` and `version_at` of the change that made it
 * @param versions all of its member in the store
 * @param followedBy `version_at` of the version behind it; null for the newest
 */
export function validityOf(
  { op, version_at: at = null }: TextRow,
  versions: readonly TextRow[],
  followedBy: string | null,
): TextRow {
  // Times have all their digits, so the order of texts is theirs.
  const isFirst = !versions.some(({ version_at: other }) => (other ?? '') < (at ?? ''));
  return {
    valid_from: isFirst ? beginning : at,
    valid_to: followedBy ?? end,
    is_current: String(followedBy === null),
    is_deleted: String(op === 'D'),
  };
}
