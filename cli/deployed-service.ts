import { NodeHttpHandler } from '@smithy/node-http-handler';
import { UserError } from '../domain/safe-error.ts';
import { emulatorPort, emulatorStage, testAccount } from './send/test-account.ts';

/** Which deployment a command speaks to. */
export interface DeployedStage {
  /** Name of the stage, `emulator` for an emulator on this machine. */
  readonly stage: string;
  /** Overrides where the SDK would send to. */
  readonly endpoint: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** What a client of a service is made with; where nothing is set, the SDK's chain of credentials and region decides. */
export interface DeployedService {
  /** The endpoint, when one is known here. */
  readonly url: string | undefined;
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: typeof testAccount.credentials;
}

const emulatorEndpoint = `http://127.0.0.1:${emulatorPort}`;

/**
 * How to reach a service of a stage.
 * @param service as the SDK's variable `AWS_ENDPOINT_URL_<service>` names it
 * @throws UserError for a stage or endpoint that cannot be one.
 */
export function deployedService({ stage, endpoint, environment }: DeployedStage, service: string): DeployedService {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(stage)) {
    throw new UserError(`--stage takes the name of a stage, such as dev, not ${stage}`);
  }
  const isEmulator = stage === emulatorStage;
  const given = endpoint ?? environment[`AWS_ENDPOINT_URL_${service}`] ?? environment.AWS_ENDPOINT_URL;
  const url = given ?? (isEmulator ? emulatorEndpoint : undefined);
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new UserError(`${url} is no endpoint; write it like ${emulatorEndpoint}`);
  }
  return {
    url,
    ...(url === undefined ? {} : { endpoint: url }),
    ...(isEmulator ? { region: testAccount.region, credentials: testAccount.credentials } : {}),
  };
}

const requestTimeouts = { connectionTimeout: 5000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** HTTP/2, the SDK's choice for Kinesis, needs TLS; emulators speak plain HTTP/1.1. */
export function kinesisRequests(url: string | undefined) {
  return url?.startsWith('http:')
    ? new NodeHttpHandler(requestTimeouts)
    : { requestTimeout: requestTimeouts.requestTimeout };
}
