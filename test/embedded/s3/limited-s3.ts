import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { EmbeddedS3 } from '../../../embedded/s3/s3.ts';
import { requestError } from '../../../embedded/s3/s3-errors.ts';
import { httpStatusOf } from '../../../lambdas/shared/object-store.ts';

/** What a role may get, by key, and list, by the value of `s3:prefix`; a `*` at the end stands for anything. */
export interface S3Rights {
  readonly get: readonly string[];
  readonly list: readonly string[];
}

/**
 * Embedded S3 as AWS shows it to a role whose right to list has a condition on the prefix. A GetObject carries no prefix, so
 * to S3 this role may not list, and it hears 403 of a missing object as of a forbidden one
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
 */
export function limitedS3(s3: EmbeddedS3, { get, list }: S3Rights) {
  // The overloads of `send` are those of the SDK; what it answers is handed on as it is.
  const send = s3.send.bind(s3) as (command: object) => Promise<never>;
  return {
    send: async (command: object): Promise<never> => {
      if (command instanceof ListObjectsV2Command && !allows(list, command.input.Prefix)) throw accessDenied();
      if (!(command instanceof GetObjectCommand)) return send(command);
      if (!allows(get, command.input.Key)) throw accessDenied();
      try {
        return await send(command);
      } catch (error) {
        throw httpStatusOf(error) === 404 ? accessDenied() : error;
      }
    },
  };
}

function allows(patterns: readonly string[], value = ''): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern,
  );
}

const accessDenied = () => requestError('AccessDenied', 403, 'Access Denied');
