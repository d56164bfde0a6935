import { NoSuchBucket, NoSuchKey, NotFound, S3ServiceException } from '@aws-sdk/client-s3';

/** An S3 error with the name and HTTP status the SDK would give it. */
export function requestError(name: string, httpStatusCode: number, message: string): S3ServiceException {
  return new S3ServiceException({
    name,
    message,
    $fault: httpStatusCode >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode },
  });
}

export function invalidRequest(message: string): S3ServiceException {
  return requestError('InvalidRequest', 400, message);
}

export function notImplemented(feature: string): S3ServiceException {
  return requestError(
    'NotImplemented',
    501,
    `Embedded S3 does not support ${feature}; leave it out or use a real bucket.`,
  );
}

export function preconditionFailed(condition: string): S3ServiceException {
  return requestError(
    'PreconditionFailed',
    412,
    `At least one of the pre-conditions you specified did not hold (${condition}).`,
  );
}

export function noSuchBucket(bucket: string): NoSuchBucket {
  return new NoSuchBucket({
    message: `The bucket "${bucket}" does not exist; create it first.`,
    $metadata: { httpStatusCode: 404 },
  });
}

export function noSuchKey(): NoSuchKey {
  return new NoSuchKey({ message: 'The specified key does not exist.', $metadata: { httpStatusCode: 404 } });
}

/** HeadObject has no response body, so S3 answers a bare 404 and the SDK calls it NotFound. */
export function notFound(): NotFound {
  return new NotFound({ message: 'The object or its bucket does not exist.', $metadata: { httpStatusCode: 404 } });
}

/** A key that is also the folder of another key: legal in S3, impossible for files. */
export function keyFolderConflict(): S3ServiceException {
  return requestError(
    'InvalidRequest',
    400,
    'One object key is the folder of another ("a" beside "a/b"); embedded S3 keeps objects as files, so rename one of them.',
  );
}
