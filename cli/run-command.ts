import { parseArgs } from 'node:util';
import { forUser } from '../domain/safe-error.ts';
import { openRuntime } from '../embedded/runtime.ts';
import type { Command } from './command.ts';
import { defaultData, wholeNumber } from './options.ts';
import { refuseBesideUp } from './run/beside-up.ts';

const defaultEvents = 10_000;
const defaultSeed = 1;

const usage = `usage: medstream run [options]        (npm start -- [options])

Sends records through the whole pipeline on this machine: stream, function, zones, warehouse, lake models.

  --from DIR      a Synthea export, or any folder of CSV, NDJSON or JSON files, packed with gzip or not, that are called
                  as contracts or lie in folders that are; without it a data set is generated, some of it dirty on purpose
  --data DIR      data directory (${defaultData})
  --events N      records of the generated data set (${defaultEvents}); 0 only handles what waits in the stream
  --seed S        seed of the generated data set (${defaultSeed})
  --as-of TIME    when the data was extracted, such as 2026-01-31T00:00:00Z (each file's modification time)
  --fresh         empty the data directory first
  --json          print one JSON object as the last line of standard output`;

export const runCommand: Command = {
  usage,
  run: async (args, { out, err }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        data: { type: 'string', default: defaultData },
        events: { type: 'string', default: String(defaultEvents) },
        seed: { type: 'string', default: String(defaultSeed) },
        'as-of': { type: 'string' },
        fresh: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const options = {
      from: values.from,
      data: values.data,
      events: wholeNumber('--events', values.events),
      seed: wholeNumber('--seed', values.seed),
      asOf: values['as-of'],
      fresh: values.fresh,
    };
    // A source that cannot be read leaves everything as it is. Then the warehouse starts in a process of its own, while
    // the rest of the command is loaded here.
    const { openSource } = await import('./run/source.ts');
    const source = await forUser(() => openSource(options));
    const opening = openRuntime(options.data, 'medstream run', { fresh: options.fresh }).catch(refuseBesideUp);
    opening.catch(() => undefined);
    const [{ runOn }, { formatSummary }] = await Promise.all([import('./run/run.ts'), import('./run/summary.ts')]);
    const runtime = await opening;
    const summary = await runOn(runtime, source, (line) => err(`${line}\n`)).finally(runtime.close);
    const people = values.json ? err : out;
    people(`\n${formatSummary(summary)}\n\n${nextSteps(values.data)}\n`);
    if (values.json) out(`${JSON.stringify(summary)}\n`);
    return summary.reconciled ? 0 : 1;
  },
};

function nextSteps(data: string): string {
  const where = data === defaultData ? '' : ` --data ${data}`;
  return [
    'Next',
    `  npx medstream query${where} "SELECT * FROM reporting.encounters_by_department"`,
    `  npx medstream query${where} --lake "SELECT * FROM gold.payer_coverage_summary"`,
    `  npx medstream serve${where}        opens it to psql, drivers and BI tools, and says how to connect`,
  ].join('\n');
}
