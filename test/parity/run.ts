import { UserError } from '../../domain/safe-error.ts';
import { ParityBench } from './parity-bench.ts';
import { promises } from './promises.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Shows every promise; the process fails when one does not hold. */
async function main(): Promise<void> {
  say('starting Spark (the first time it is installed, about 350 MB) ...');
  const bench = await ParityBench.open();
  const table: string[] = [];
  let broken = 0;
  try {
    for (const promise of promises) {
      if (promise.missing !== undefined) {
        say(`left out  ${promise.missing}`);
        continue;
      }
      const { outcome, problems } = await promise.show(bench);
      say(`${problems.length === 0 ? 'holds   ' : 'BROKEN  '}  ${promise.name}`);
      for (const problem of problems) say(`            ${problem}`);
      broken += problems.length;
      if (outcome !== undefined) {
        const { input, rows, duckDbSeconds, sparkSeconds } = outcome;
        const cells = [String(rows), duckDbSeconds.toFixed(1), sparkSeconds.toFixed(1)];
        table.push(`${input.padEnd(52)}${cells.map((cell) => cell.padStart(12)).join('')}`);
      }
    }
  } finally {
    await bench.close();
  }
  say('');
  say(`${'input'.padEnd(52)}${['rows built', 'DuckDB s', 'Spark s'].map((head) => head.padStart(12)).join('')}`);
  for (const line of table) say(line);
  if (broken > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
