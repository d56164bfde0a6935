import { randomBytes } from 'node:crypto';

/** What a client of the endpoint signs its requests with. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A new pair, of the length and letters that AWS gives (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html). */
export function newAccessKey(): AccessKey {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const id = Array.from(randomBytes(16), (byte) => letters[byte % letters.length]).join('');
  return { accessKeyId: `AKIA${id}`, secretAccessKey: randomBytes(30).toString('base64') };
}
