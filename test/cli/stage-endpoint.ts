import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { zones } from '../../contracts/platform/zones.ts';
import { commandOf, formatOutput } from '../../embedded/kinesis/endpoint/operations.ts';
import { EmbeddedKinesis } from '../../embedded/kinesis/kinesis.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { httpStatusOf } from '../../lambdas/shared/object-store.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

/** A stage that is deployed to this process: streams and the silver bucket under their deployed names, over HTTP. */
export interface StageEndpoint {
  readonly url: string;
  readonly s3: EmbeddedS3;
  readonly silverBucket: string;
  readonly close: () => Promise<void>;
}

/** Opens the twins of Kinesis and S3 to the SDK's clients, in the protocols of both services, on the loopback interface. */
export async function openStageEndpoint(stage: string): Promise<StageEndpoint> {
  const root = await temporaryDirectory();
  const inventory = Object.values(streams).map((stream) => ({ ...stream, name: deployedName(stage, stream.name) }));
  const kinesis = await EmbeddedKinesis.open(`${root}/streams`, { streams: inventory });
  // Account and region are those of the twin's streams.
  const silverBucket = `${deployedName(stage, zones.silver.name)}-000000000000-us-east-1`;
  const s3 = await EmbeddedS3.open(`${root}/s3`, [silverBucket]);
  const server = createServer(async (request, response) => {
    try {
      const body = await buffer(request);
      const target = request.headers['x-amz-target'];
      // biome-ignore lint/suspicious/noExplicitAny: overloads of one method by command are no type that an argument has
      const command: any = typeof target === 'string' ? commandOf(target, body) : undefined;
      response.end(
        command === undefined ? await answerOfS3(s3, request, body) : formatOutput(await kinesis.send(command)),
      );
    } catch (error) {
      const { name, message } = error as Error;
      response.writeHead(httpStatusOf(error) ?? 500, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${name}</Code><Message>${message}</Message></Error>`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    s3,
    silverBucket,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await kinesis.close();
    },
  };
}

/** GetObject, PutObject and ListObjectsV2 (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html). */
async function answerOfS3(s3: EmbeddedS3, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Buffer> {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://127.0.0.1');
  const [, Bucket = '', ...parts] = pathname.split('/').map(decodeURIComponent);
  const Key = parts.join('/');
  if (Key === '') {
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: searchParams.get('prefix') ?? '' }),
    );
    const contents = Contents.map((each) => `<Contents><Key>${each.Key}</Key></Contents>`).join('');
    return Buffer.from(`<ListBucketResult>${contents}</ListBucketResult>`);
  }
  if (method === 'PUT') {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: body, ContentType: headers['content-type'] }));
    return Buffer.alloc(0);
  }
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}
