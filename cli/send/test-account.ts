/** The stage that is deployed to emulators. */
export const emulatorStage = 'emulator';

/** Where emulators listen, unless told otherwise. */
export const emulatorPort = 4566;

const region = 'us-east-1';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** The account of emulators: credentials that AWS itself would refuse. */
export const testAccount = {
  account: '000000000000',
  region,
  credentials,
  /** For processes that talk to an emulator: no profile, file or instance of this machine's user can take its place. */
  environment: {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  },
} as const;
