import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensurePython, hasPython } from '../../tools/python/python-environment.ts';
import { encounter } from '../cli/send/encounter.ts';
import { root } from '../e2e/cli.ts';
import { connect, type RunningUp, startUp } from '../e2e/running-up.ts';
import { enginesRequired } from '../engines-required.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const hasPythonProducer = enginesRequired || (await hasPython('producer'));
if (!hasPythonProducer) {
  process.stdout.write(
    'the packages of the Python producer are not installed: skipped; MEDSTREAM_REQUIRE_ENGINES=1 installs them from PyPI and runs it\n',
  );
}

let up: RunningUp;
beforeAll(async () => {
  up = await startUp(await temporaryDirectory());
});
afterAll(async () => {
  up.process.kill('SIGKILL');
  await up.ended;
});

/** Runs a program with records on its standard input, and the variables that `up` prints. */
function produce(command: string, args: readonly string[], records: readonly unknown[]) {
  const { url, region, accessKeyId, secretAccessKey } = up.kinesis;
  const child = spawn(command, args, {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL_KINESIS: url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      PARTITION_SECRET: 'secret',
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  child.stdin.end(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return new Promise<{ code: number | null; printed: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, printed }));
  });
}

/** By which the second encounter of each producer is found in the star. */
const costs = { typescript: '4711.01', python: '4711.02' } as const;

/** Two encounters of a producer's own, and one that is none, as its contract knows. */
const recordsOf = (name: keyof typeof costs) => [
  { ...encounter, encounter_id: `${name}-1` },
  { ...encounter, encounter_id: `${name}-2`, base_encounter_cost: costs[name] },
  { ...encounter, encounter_id: `${name}-3`, started_at: 'yesterday' },
];

async function expectInStar(name: keyof typeof costs): Promise<void> {
  await up.until(({ waitingInStream, loads }) => waitingInStream === 0 && loads.waiting === 0);
  const client = await connect(up);
  try {
    for (let found = 0; found < 1; ) {
      const { rows } = await client.query(
        `SELECT COUNT(*) AS n FROM star.fact_encounter WHERE base_encounter_cost = ${costs[name]}`,
      );
      found = Number(rows[0]?.n);
    }
  } finally {
    await client.end();
  }
}

test('the producer in TypeScript validates, sends, and what it sent is in the star', async () => {
  const main = join(root, 'examples/producer-typescript/main.ts');
  const { code, printed } = await produce(process.execPath, [main, 'encounter'], recordsOf('typescript'));
  expect(printed).toContain('sent 2, invalid 1, refused 0');
  expect(printed).toContain('record 3: /started_at pattern');
  expect(code).toBe(1);
  await expectInStar('typescript');
});

test.skipIf(!hasPythonProducer)('so does the producer in Python', async () => {
  const python = join(await ensurePython('producer'), 'python');
  const main = join(root, 'examples/producer-python/producer.py');
  const { code, printed } = await produce(python, [main, 'encounter'], recordsOf('python'));
  expect(printed).toContain('sent 2, invalid 1, refused 0');
  expect(printed).toContain('record 3: /started_at pattern');
  expect(code).toBe(1);
  await expectInStar('python');
});

test.skipIf(!hasPythonProducer)('and what the stream refuses it sends again, and nothing else', async () => {
  const python = join(await ensurePython('producer'), 'python');
  const { code, printed } = await produce(python, [join(root, 'test/examples/producer_test.py')], []);
  expect([code, printed]).toEqual([0, expect.stringContaining('Ran 5 tests')]);
});
