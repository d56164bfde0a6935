import { createHmac, hash } from 'node:crypto';
import { testAccount } from '../../cli/send/test-account.ts';

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * A request with the signature of the test account, for services that this project has no client for
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function signedFetch(
  url: string,
  service: string,
  { method, body = '' }: { readonly method: string; readonly body?: string },
): Promise<Response> {
  const { host, pathname } = new URL(url);
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = testAccount.environment;
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${now.slice(0, 8)}/${testAccount.region}/${service}/aws4_request`;
  const headers = { host, 'x-amz-date': now };
  const signed = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = [method, pathname, '', lines.join(''), signed, hash('sha256', body)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((derived, part) => hmac(derived, part), `AWS4${secret}`);
  const text = ['AWS4-HMAC-SHA256', now, scope, hash('sha256', canonical)].join('\n');
  const signature = hmac(key, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
  return fetch(url, {
    method,
    headers: { 'x-amz-date': now, authorization },
    ...(body === '' ? {} : { body }),
  });
}
