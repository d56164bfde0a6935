import { epochMillis } from '../../domain/records/instant.ts';

/** A folder of the key that says when its files were extracted: `as-of=2026-01-31` or `as-of=2026-01-31T08:00:00Z`. */
const asOfFolder = /(?:^|\/)as-of=([^/]+)\//;

/** What a key says about when its file was extracted, epoch ms; null when it says nothing, or nothing that is a time. */
export function asOfOfKey(key: string): number | null {
  const [, text] = asOfFolder.exec(key) ?? [];
  if (text === undefined) return null;
  const time = epochMillis(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  return Number.isFinite(time) ? time : null;
}
