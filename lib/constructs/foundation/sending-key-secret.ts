import type { Construct } from 'constructs';
import { sending } from '../../../contracts/platform/sending.ts';
import { DrawnKeySecret, type KeySecretProps } from './drawn-key-secret.ts';

/**
 * The key that all who send files share: of the ids of rows, and of the partition keys that keep a patient's records in
 * order. Its tokens begin with another version than those of the token key, so the two are never taken for each other.
 */
export class SendingKeySecret extends DrawnKeySecret {
  constructor(scope: Construct, id: string, props: KeySecretProps) {
    super(scope, id, props, {
      name: sending.keySecret,
      description: 'Keys the ids of rows that are sent from files. With another key the same file counts again.',
      version: 's1',
      whyNotRotated:
        'This is not a password but the key of ids: with another key a file that is sent again counts again. It opens nothing ' +
        'and makes no token of the lake; who sends reads it, and each read is in the audit trail.',
    });
  }
}
