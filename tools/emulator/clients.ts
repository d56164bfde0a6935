import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { testAccount } from '../../cli/send/test-account.ts';

/** Clients of an emulator, to be closed by `destroy`. */
export interface EmulatorClients {
  readonly s3: S3Client;
  readonly kinesis: KinesisClient;
  readonly secrets: SecretsManagerClient;
  destroy(): void;
}

/** The SDK's clients with the test account, whatever the environment says. */
export function emulatorClients(endpoint: string): EmulatorClients {
  const { region, credentials } = testAccount;
  const target = { endpoint, region, credentials };
  const s3 = new S3Client({ ...target, forcePathStyle: true });
  // HTTP/2, the SDK's choice for Kinesis, needs TLS; emulators speak plain HTTP/1.1.
  const kinesis = new KinesisClient({ ...target, requestHandler: new NodeHttpHandler() });
  const secrets = new SecretsManagerClient(target);
  return {
    s3,
    kinesis,
    secrets,
    destroy: () => {
      for (const client of [s3, kinesis, secrets]) client.destroy();
    },
  };
}
