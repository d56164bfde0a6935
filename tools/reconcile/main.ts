import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareTables } from './reconcile.ts';

const usage = `usage: npm run reconcile -- DIR [--data DIR]

Computes from the files of a Synthea export, or of another folder that npm start -- --from reads, how many rows and distinct
values each table of the star should have and what its amounts add up to, and compares. Nothing of the product's mappings and
rules is used; CSV is split by csv-parse. Exit code 1 when anything differs.

  DIR           the folder; the data directory holds this folder and nothing else
  --data DIR    data directory (.medstream)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: '.medstream' }, help: { type: 'boolean', default: false } },
});
const [directory] = positionals;
if (values.help || directory === undefined || positionals.length > 1) {
  process.stdout.write(usage);
  process.exitCode = values.help ? 0 : 2;
} else if (!existsSync(join(values.data, 's3'))) {
  process.stderr.write(
    `there is no data in ${values.data}: run npm start -- --from ${directory} --data ${values.data} first\n`,
  );
  process.exitCode = 2;
} else {
  const { lines, differences } = await compareTables(directory, values.data);
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = differences.length === 0 ? 0 : 1;
}
