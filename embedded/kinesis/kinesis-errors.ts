import {
  ExpiredIteratorException,
  InvalidArgumentException,
  ResourceInUseException,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-kinesis';

const BAD_REQUEST = { httpStatusCode: 400 };

/** The request breaks the shape of the API: a number out of range, a member that is missing. */
export function validation(message: string): ValidationException {
  return new ValidationException({ message, $metadata: BAD_REQUEST });
}

/** The request is well formed but not for this stream. */
export function invalidArgument(message: string): InvalidArgumentException {
  return new InvalidArgumentException({ message, $metadata: BAD_REQUEST });
}

export function streamNotFound(name: string): ResourceNotFoundException {
  return new ResourceNotFoundException({
    message: `Stream ${name} under account 000000000000 not found; create it first.`,
    $metadata: BAD_REQUEST,
  });
}

export function shardNotFound(stream: string, shardId: string): ResourceNotFoundException {
  return new ResourceNotFoundException({
    message: `Could not find shard ${shardId} in stream ${stream}.`,
    $metadata: BAD_REQUEST,
  });
}

export function streamExists(name: string): ResourceInUseException {
  return new ResourceInUseException({ message: `Stream ${name} already exists.`, $metadata: BAD_REQUEST });
}

export function iteratorExpired(): ExpiredIteratorException {
  return new ExpiredIteratorException({
    message: 'The shard iterator is older than 5 minutes; get a new one.',
    $metadata: BAD_REQUEST,
  });
}
