import { createHash, createHmac, type Hash, type Hmac, hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AccessKey } from './access-key.ts';
import { RequestError } from './request-error.ts';

/** How far a request's time may be from ours: https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/CommonErrors.html, RequestExpired. */
const longestSkewMs = 15 * 60_000;

/** What a request says of its own signature (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html). */
export interface Claim {
  readonly accessKeyId: string;
  readonly region: string;
  /** Lower case, as the request names them. */
  readonly signedHeaders: readonly string[];
  readonly signature: Buffer;
  readonly signedAt: Date;
}

/**
 * Reads the claim from the headers of a request, and refuses one that cannot be true whatever its body is: so nothing is
 * read for a stranger.
 * @throws RequestError
 */
export function readClaim(headers: IncomingHttpHeaders, key: AccessKey, now: number): Claim {
  const { authorization } = headers;
  if (authorization === undefined) {
    throw new RequestError('MissingAuthenticationTokenException', 'The request is not signed.');
  }
  const claim = parseAuthorization(authorization, dateOf(headers['x-amz-date']));
  if (claim.accessKeyId !== key.accessKeyId) {
    throw new RequestError('UnrecognizedClientException', 'The access key is not the one that medstream up has given.');
  }
  const amazons = Object.keys(headers).filter((name) => name.startsWith('x-amz-'));
  // HTTP/2 names the host in a header of its own, and that is what the SDK signs.
  const host = headers.host === undefined ? ':authority' : 'host';
  const unsigned = [host, ...amazons].filter((name) => !claim.signedHeaders.includes(name));
  if (unsigned.length > 0) throw incomplete(`These headers must be signed: ${unsigned.join(', ')}.`);
  if (Math.abs(now - claim.signedAt.getTime()) > longestSkewMs) {
    throw new RequestError('RequestExpired', 'The request was signed more than 15 minutes from now; set the clock.');
  }
  return claim;
}

/**
 * Whether the signature is that of this key for this request: POST / with these headers and this body.
 * @throws RequestError
 */
export async function verifySignature(
  claim: Claim,
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: Buffer },
  key: AccessKey,
): Promise<void> {
  const named = headers['x-amz-content-sha256'];
  if (named !== undefined && named !== hash('sha256', body, 'hex')) throw notTheSignature();
  const signer = new SignatureV4({
    credentials: key,
    region: claim.region,
    service: 'kinesis',
    sha256: Sha256,
    // Only those headers that the client has signed.
    applyChecksum: false,
  });
  const { headers: signed } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '',
      path: '/',
      query: {},
      headers: Object.fromEntries(claim.signedHeaders.map((name) => [name, String(headers[name] ?? '')])),
      body,
    },
    { signingDate: claim.signedAt, signableHeaders: new Set(claim.signedHeaders) },
  );
  const expected = parseAuthorization(String(signed.authorization), claim.signedAt).signature;
  if (!timingSafeEqual(expected, claim.signature)) throw notTheSignature();
}

function parseAuthorization(text: string, signedAt: Date): Claim {
  const [algorithm, rest = ''] = splitOnce(text, ' ');
  const parts = new Map(rest.split(',').map((part) => splitOnce(part.trim(), '=')));
  const [accessKeyId = '', date = '', region = '', service = '', end = ''] = (parts.get('Credential') ?? '').split('/');
  const signature = parts.get('Signature') ?? '';
  const isWhole =
    algorithm === 'AWS4-HMAC-SHA256' &&
    accessKeyId !== '' &&
    region !== '' &&
    end === 'aws4_request' &&
    /^[0-9a-f]{64}$/.test(signature);
  if (!isWhole) throw incomplete('The Authorization header is not one of AWS Signature Version 4.');
  if (service !== 'kinesis') throw incomplete('The request is signed for another service than kinesis.');
  if (date !== compact(signedAt).slice(0, 8)) throw incomplete('X-Amz-Date is of another day than the credential.');
  return {
    accessKeyId,
    region,
    signedHeaders: (parts.get('SignedHeaders') ?? '').split(';'),
    signature: Buffer.from(signature, 'hex'),
    signedAt,
  };
}

function dateOf(text: string | string[] | undefined): Date {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(text)) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(date.getTime())) throw incomplete('X-Amz-Date must be a time such as 20260131T000000Z.');
  return date;
}

const compact = (date: Date) => date.toISOString().replaceAll(/[-:]/g, '');

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

const incomplete = (message: string) => new RequestError('IncompleteSignatureException', message);

const notTheSignature = () =>
  new RequestError(
    'InvalidSignatureException',
    'The signature is not the one of this request; check the secret access key.',
  );

/** The hash that the signer asks for. */
class Sha256 {
  #hash: Hash | Hmac;
  readonly #secret: string | Uint8Array | undefined;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = typeof secret === 'string' || secret === undefined ? secret : bytesOf(secret);
    this.#hash = this.#start();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    const secret = this.#secret;
    return secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
