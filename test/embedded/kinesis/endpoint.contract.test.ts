import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe } from 'vitest';
import { newAccessKey } from '../../../embedded/kinesis/endpoint/access-key.ts';
import { openKinesisEndpoint } from '../../../embedded/kinesis/endpoint/endpoint.ts';
import { EmbeddedKinesis } from '../../../embedded/kinesis/kinesis.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { testKinesisContract } from './kinesis-contract.ts';

// HTTP/2 is what the SDK takes by itself, HTTP/1.1 what all others speak.
describe.each([
  ['HTTP/2', {}],
  ['HTTP/1.1', { requestHandler: new NodeHttpHandler() }],
])('Kinesis on disk behind its endpoint, asked by the SDK over %s', (_protocol, settings) => {
  testKinesisContract(
    async () => {
      const kinesis = await EmbeddedKinesis.open(await temporaryDirectory());
      const credentials = newAccessKey();
      const endpoint = await openKinesisEndpoint({ kinesis, key: credentials, port: 0 });
      const client = new KinesisClient({ endpoint: endpoint.url, region: 'eu-west-1', credentials, ...settings });
      const close = async () => {
        client.destroy();
        await endpoint.close();
        await kinesis.close();
      };
      return { client, close };
    },
    { refuses: true },
  );
});
