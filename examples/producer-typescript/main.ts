import { createInterface } from 'node:readline';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Producer } from './producer.ts';

// node main.ts CONTRACT < records.ndjson
// Endpoint, region and credentials are the SDK's own: `medstream up` prints the variables that lead to it.
const [contract] = process.argv.slice(2);
const { PARTITION_SECRET: secret, STREAM_PREFIX: prefix = '' } = process.env;
if (contract === undefined || secret === undefined) {
  process.stderr.write('usage: PARTITION_SECRET=… node main.ts CONTRACT < records.ndjson\n');
  process.exit(2);
}

const records = [];
for await (const line of createInterface(process.stdin)) if (line.trim() !== '') records.push(JSON.parse(line));
const producer = new Producer(contract, {
  kinesis: new KinesisClient(),
  contracts: new URL('../../contracts/exported/', import.meta.url),
  source: 'urn:example:producer-typescript',
  secret,
  streamName: (name) => `${prefix}${name}`,
});
const { sent, invalid, refused } = await producer.send(records, new Date().toISOString());
process.stdout.write(`sent ${sent}, invalid ${invalid.length}, refused ${refused.length}\n`);
for (const { place, faults } of invalid) process.stdout.write(`record ${place + 1}: ${faults.join('; ')}\n`);
process.exitCode = invalid.length + refused.length === 0 ? 0 : 1;
