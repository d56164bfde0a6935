import { expect, test } from 'vitest';
import { consumers, settledAfterSeconds } from '../../../contracts/platform/consumers.ts';
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

test('the stores are compared as of a time before which nothing can arrive any more, and which both still look at', () => {
  const ages = Object.values(consumers).map(({ eventSourceMapping }) => eventSourceMapping.maximumRecordAgeInSeconds);
  // The last invocation of a record's last attempt may take as long as Lambda lets a function run.
  expect(settledAfterSeconds).toBeGreaterThan(Math.max(...ages) + 900);
  expect(settledAfterSeconds).toBeLessThan(changeLogLateDays * 86_400);
});
