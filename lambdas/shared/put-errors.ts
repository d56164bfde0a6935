import { passingFault } from '../../domain/passing-faults.ts';

/** The stream accepted nothing over all attempts. `cause` is the last error of transport or throttling, if any. */
export class StreamUnavailableError extends Error {
  override readonly name = 'StreamUnavailableError';

  constructor(cause: unknown, attempts: number) {
    super(`nothing was accepted in ${attempts} attempts`, { cause });
  }
}

/** Whether the same request may succeed a little later: throttling, a server's fault, a connection that broke. */
export function isTransient(error: unknown): boolean {
  return passingFault(error) !== undefined;
}

/** The service calls the request itself wrong. */
export function isInvalidRequest(error: unknown): boolean {
  return ['ValidationException', 'InvalidArgumentException'].includes(errorCode(error));
}

/** The name of a service's error, or the code of the system's; never its message, which may quote the request. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name;
}

const credentialErrors = new Set([
  'CredentialsProviderError',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'MissingAuthenticationTokenException',
  'MissingAuthenticationToken',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'RequestExpired',
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenProviderError',
]);

/**
 * Why sending ended, and what to do, for the user.
 * @param stop the `stop` of a batch.
 * @param where the stream and its place, such as `stream medstream-dev-healthcare-events of stage dev`.
 */
export function describeStop(stop: unknown, where: string): string {
  if (stop instanceof StreamUnavailableError) {
    const reason = stop.cause === null ? 'it refused every record' : errorCode(stop.cause);
    return `${where} has accepted nothing for about a minute (${reason}). Check that it runs, can be reached and has shards enough, then send again`;
  }
  const code = errorCode(stop);
  if (code === 'ResourceNotFoundException') {
    return `there is no ${where}. Deploy the stage first, or check --stage, the region (AWS_REGION) and the account of your credentials`;
  }
  if (code.startsWith('AccessDenied')) {
    return `your credentials may not write to ${where}. They need kinesis:PutRecords on the stream and kms:GenerateDataKey on its key`;
  }
  if (credentialErrors.has(code)) {
    return `no valid AWS credentials for ${where} (${code}). Log in (aws sso login) or set AWS_PROFILE`;
  }
  if (stop instanceof Error && stop.message === 'Region is missing') {
    return `no AWS region for ${where}. Set AWS_REGION, or a region in your AWS profile`;
  }
  if (code.startsWith('KMS')) {
    return `${where} cannot use its KMS key (${code}). Check that the key is enabled and lets you use kms:GenerateDataKey`;
  }
  return `${where} refused the request (${code})`;
}
