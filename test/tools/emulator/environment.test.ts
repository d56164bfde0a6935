import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cliEnvironment } from '../../../tools/emulator/cdk.ts';
import { serverEnvironment } from '../../../tools/emulator/ministack.ts';

const endpoint = 'http://127.0.0.1:4566';

/** What leads the CLI or a function of a developer's machine to a real account, or anything out of this machine. */
const leadsOut = {
  AWS_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'AKIAREAL',
  AWS_SECRET_ACCESS_KEY: 'real',
  AWS_SESSION_TOKEN: 'real',
  AWS_CONFIG_FILE: '/home/someone/.aws/config',
  AWS_SHARED_CREDENTIALS_FILE: '/home/someone/.aws/credentials',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2/credentials',
  AWS_ENDPOINT_URL_S3: 'https://s3.eu-central-1.amazonaws.com',
  AWS_REGION: 'eu-central-1',
  HOME: '/home/someone',
  HTTPS_PROXY: 'http://proxy:3128',
};

describe('nothing of the user leads out of the emulator', () => {
  beforeEach(() => {
    for (const [name, value] of Object.entries(leadsOut)) vi.stubEnv(name, value);
  });
  afterEach(() => vi.unstubAllEnvs());

  test.each([
    ['the CDK CLI', () => cliEnvironment('/state', endpoint)],
    ['MiniStack and the functions it starts', () => serverEnvironment('/state', 4566)],
  ])('%s gets the test account and nothing else of AWS', (_, environmentOf) => {
    const environment = environmentOf();
    for (const [name, value] of Object.entries(leadsOut)) expect(environment[name]).not.toBe(value);
    expect(environment).toMatchObject({
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });
});
