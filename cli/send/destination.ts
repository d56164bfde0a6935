import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Contract } from '../../contracts/contract.ts';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { registry } from '../../contracts/registry.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { type KnownChangesReader, nothingKnown } from '../../domain/records/change-identity.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { type DataDirectory, s3PathOf } from '../../embedded/data-directory.ts';
import { EmbeddedKinesis } from '../../embedded/kinesis/kinesis.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { EmbeddedSecrets, tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { buckets } from '../../embedded/services.ts';
import type { PutRecordsClient } from '../../lambdas/shared/put-records.ts';
import { readTokenKey } from '../../lambdas/shared/token-key.ts';
import type { RowKeys } from '../../sources/row-encoder.ts';
import { deployedService, kinesisRequests } from '../deployed-service.ts';
import { knownChangesReader } from '../run/known-changes.ts';
import { localRules, shippedRules } from '../stage-rules.ts';
import { openOrJoinUp, type RunningUp } from '../up/running-up.ts';

/** A stream to send to, with the keys that go with it. */
export interface Destination {
  readonly client: PutRecordsClient;
  /** Of the contract's stream. */
  readonly streamName: string;
  /** What the place calls a stream of the inventory. */
  readonly streamNamed: (stream: string) => string;
  /** The contract's stream and its place, for people. */
  readonly where: string;
  /** The same of a stream as the place calls it. */
  readonly whereOf: (streamName: string) => string;
  readonly keys: RowKeys;
  /** Changes of the contract that are in silver already, by CloudEvents source. */
  readonly known: KnownChangesReader;
  /** The rules that records are judged by there. */
  readonly rules: RuleSet;
  /** Something handles what arrives; where nothing does, records wait for it. */
  readonly isHandled: boolean;
  /** No silver is at hand, so `known` knows nothing. */
  readonly isChangeLogUnknown: boolean;
  readonly close: () => Promise<void>;
}

/** What is sent, a contract for instance: it says on which stream. */
export type OfStream = Pick<Contract, 'stream'>;

/**
 * The stream of the embedded runtime in a data directory: that of the `medstream up` which has it open, or else its files,
 * where records wait until `medstream run` or `up` handles them.
 * @throws DataDirectoryInUseError when another process holds the directory.
 */
export async function openEmbeddedDestination(data: string, contract: OfStream): Promise<Destination> {
  const opened = await openOrJoinUp(data, 'medstream send');
  if (opened.kind === 'up') return destinationOfUp(opened, contract);
  const { directory } = opened;
  try {
    const kinesis = await EmbeddedKinesis.open(directory.streamPath, { streams: Object.values(streams) });
    return {
      client: kinesis,
      isHandled: false,
      ...(await embeddedDestination(directory, contract)),
      ...describedBy(contract.stream, (streamName) => `stream ${streamName} of ${data}`),
      close: async () => {
        try {
          await kinesis.close();
        } finally {
          directory.release();
        }
      },
    };
  } catch (error) {
    directory.release();
    throw error;
  }
}

/** The stream of a running `medstream up`, over its endpoint, as that of a stage. */
async function destinationOfUp(
  { up, path }: { readonly up: RunningUp; readonly path: string },
  contract: OfStream,
): Promise<Destination> {
  const { url, region, ...credentials } = up.kinesis;
  const client = new KinesisClient({
    endpoint: url,
    region,
    credentials,
    // Attempts are counted in one place: putBatch.
    maxAttempts: 1,
    requestHandler: kinesisRequests(url),
  });
  return {
    client,
    isHandled: true,
    ...(await embeddedDestination({ path, s3Path: s3PathOf(path) }, contract)),
    ...describedBy(contract.stream, (streamName) => `stream ${streamName} of medstream up at ${url}`),
    close: async () => client.destroy(),
  };
}

/** How a place is told to people. */
function describedBy(streamName: string, whereOf: Destination['whereOf']): Pick<Destination, 'where' | 'whereOf'> {
  return { where: whereOf(streamName), whereOf };
}

/** What a destination on this machine has, whoever holds its directory: reading keys and silver needs no lock. */
async function embeddedDestination(
  { path, s3Path }: Pick<DataDirectory, 'path' | 's3Path'>,
  contract: OfStream,
): Promise<Pick<Destination, 'streamName' | 'streamNamed' | 'keys' | 'known' | 'rules' | 'isChangeLogUnknown'>> {
  return {
    streamName: contract.stream,
    streamNamed: (stream) => stream,
    keys: await openKeys(path),
    known: knownChangesReader(registry, join(s3Path, buckets.silver)),
    rules: await localRules(new EmbeddedS3(s3Path)),
    isChangeLogUnknown: false,
  };
}

export interface DeployedOptions {
  /** Name of the stage, `emulator` for an emulator on this machine. */
  readonly stage: string;
  /** Overrides where the SDK would send to. */
  readonly endpoint: string | undefined;
  /** Data directory whose token key makes event ids and partition keys. */
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The stream of a deployed stage, through the SDK's default chain of credentials and region. No silver is at hand
 * there, so no change is known.
 * @throws UserError for a stage or endpoint that cannot be one.
 */
export async function openDeployedDestination(
  { stage, endpoint, data, environment }: DeployedOptions,
  contract: OfStream,
): Promise<Destination> {
  const { url, ...settings } = deployedService({ stage, endpoint, environment }, 'KINESIS');
  // Attempts are counted in one place: putBatch.
  const client = new KinesisClient({ ...settings, maxAttempts: 1, requestHandler: kinesisRequests(url) });
  const rules = shippedRules(stage);
  const streamName = deployedName(stage, contract.stream);
  return {
    client,
    streamName,
    streamNamed: (stream) => deployedName(stage, stream),
    isHandled: true,
    ...describedBy(streamName, (name) => `stream ${name}${url === undefined ? '' : ` at ${url}`}`),
    keys: await openKeys(data),
    known: nothingKnown,
    rules,
    isChangeLogUnknown: true,
    close: async () => client.destroy(),
  };
}

/** The keys of a data directory; they are made if there are none. Reading them needs no lock. */
async function openKeys(data: string): Promise<RowKeys> {
  const secrets = await EmbeddedSecrets.open(join(data, 'keys'));
  return createKeyedHash(await readTokenKey(secrets, tokenKeySecret));
}
