import { runOn } from '../../cli/run/run.ts';
import type { RunSummary } from '../../cli/run/summary.ts';
import { openRuntime } from '../../embedded/runtime.ts';
import { type HostileOptions, hostileRecords } from './hostile-records.ts';
import { differingRows, unreadableVaults } from './poison-run.ts';

/** Runs hostile records through a data directory, from the stream to the star; gives what is wrong, in words. */
export async function hostileRun(
  data: string,
  options: Pick<HostileOptions, 'count' | 'seed' | 'hostileShare'>,
): Promise<{ readonly summary: RunSummary; readonly problems: readonly string[] }> {
  const runtime = await openRuntime(data, 'hostile records');
  try {
    const open = async (context: Pick<HostileOptions, 'keys'>) => ({
      name: 'hostile records',
      batches: hostileRecords({ ...options, ...context }),
      notices: () => [],
    });
    const summary = await runOn(runtime, { open }, () => undefined);
    const faults = Object.keys(summary.quarantined).filter((code) => code.startsWith('internal.'));
    const counted = summary.received === options.count ? [] : [`${summary.received} of ${options.count} were received`];
    return {
      summary,
      problems: [
        ...summary.differences,
        ...counted,
        ...faults,
        ...(await differingRows(runtime)),
        ...(await unreadableVaults(runtime)),
      ],
    };
  } finally {
    await runtime.close();
  }
}
