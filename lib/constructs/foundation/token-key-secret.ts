import type { Construct } from 'constructs';
import { DrawnKeySecret, type KeySecretProps } from './drawn-key-secret.ts';

/** The key of all tokens. Without it no new record joins an old one. */
export class TokenKeySecret extends DrawnKeySecret {
  constructor(scope: Construct, id: string, props: KeySecretProps) {
    super(scope, id, props, {
      name: 'token-key',
      description:
        'Keys the tokens that stand for patients. Replacing it breaks every join with data tokenized before.',
      version: 'v1',
      whyNotRotated:
        'This is not a password but the key of a pseudonym: with another key the same patient gets another token, and no ' +
        'new record joins its history. It is read by one function alone, each read is in the audit trail, and a changed key ' +
        'is a migration under a new version (v2) that tokenizes history again, not a rotation.',
    });
  }
}
