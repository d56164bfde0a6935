import { expect, test } from 'vitest';
import { consumers } from '../../../contracts/platform/consumers.ts';
import { streams } from '../../../contracts/platform/streams.ts';
import { changeLogLateDays } from '../../../contracts/platform/zones.ts';

test.each(Object.values(consumers))(
  'whatever $function still delivers appears in the days of the change log that are looked at',
  ({ eventSourceMapping: { maximumRecordAgeInSeconds } }) => {
    // A record of the last second of a day is written up to its greatest age later, and retried for some time more.
    expect(maximumRecordAgeInSeconds).toBeLessThanOrEqual((changeLogLateDays - 1) * 86_400);
  },
);

test.each(Object.values(streams))('records stay in $name for longer than a consumer tries', ({ retentionHours }) => {
  const ages = Object.values(consumers).map(({ eventSourceMapping }) => eventSourceMapping.maximumRecordAgeInSeconds);
  expect(retentionHours * 3600).toBeGreaterThan(Math.max(...ages));
});
