import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerCertificate, serverCertificate } from '../../../../embedded/redshift/serve/certificates.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.now();
let folder: string;
let directory: string;
let made: ServerCertificate;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medstream-certificates-'));
  directory = join(folder, 'serve');
  made = await serverCertificate(directory, now);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hexOf = (text: string) => Buffer.from(text).toString('hex');
const authority = () => readFileSync(made.authorityPath, 'utf8');

const isAddress = (host: string) => /^[\d.:]+$/.test(host);

/** Whether a client that trusts only this authority takes the server for `host`. */
async function isTrusted(ca: string, { cert, key }: ServerCertificate, host: string): Promise<boolean> {
  const server = createServer({ cert, key });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    return await new Promise<boolean>((resolve) => {
      const client = connect({
        host: '127.0.0.1',
        port,
        ca,
        servername: isAddress(host) ? '' : host,
        checkServerIdentity: (_, certificate) => {
          const x509 = new X509Certificate(certificate.raw);
          const fits = isAddress(host) ? x509.checkIP(host) : x509.checkHost(host);
          return fits === undefined ? new Error('another host') : undefined;
        },
      });
      client.on('secureConnect', () => {
        resolve(true);
        client.destroy();
      });
      client.on('error', () => resolve(false));
    });
  } finally {
    server.close();
  }
}

describe('the certificate of the server', () => {
  test.each(['localhost', '127.0.0.1', '::1'])('stands for %s, for whoever trusts the authority', async (host) => {
    expect(await isTrusted(authority(), made, host)).toBe(true);
  });

  test('stands for no other host, and for nobody who trusts another authority', async () => {
    expect(await isTrusted(authority(), made, 'example.org')).toBe(false);
    expect(await isTrusted(authority(), made, '192.168.0.1')).toBe(false);
    const other = await serverCertificate(join(folder, 'other'), now);
    expect(await isTrusted(readFileSync(other.authorityPath, 'utf8'), made, 'localhost')).toBe(false);
  });

  test('is no authority, and is valid for no longer than systems take', () => {
    const certificate = new X509Certificate(made.cert);
    expect(certificate.ca).toBe(false);
    expect(certificate.validToDate.getTime() - certificate.validFromDate.getTime()).toBeLessThanOrEqual(398 * day);
  });

  test('has an authority that may vouch for this machine only', () => {
    const certificate = new X509Certificate(authority());
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    // Name constraints (2.5.29.30), critical, of RFC 5280 section 4.2.1.10: permitted are localhost, 127.0.0.0/8 and ::1/128.
    const permitted = [
      `82${'09'}${hexOf('localhost')}`,
      '87087f000000ff000000',
      `8720${'0'.repeat(30)}01${'f'.repeat(32)}`,
    ];
    const raw = certificate.raw.toString('hex');
    const [, constraints = ''] = raw.split('0603551d1e0101ff');
    for (const name of permitted) expect(constraints).toContain(name);
  });

  test('has its keys in files of its owner', () => {
    for (const name of readdirSync(directory)) {
      expect(statSync(join(directory, name)).mode & 0o777, name).toBe(name.endsWith('.key') ? 0o600 : 0o644);
    }
    expect(readdirSync(directory).sort()).toEqual(['ca.key', 'ca.pem', 'server.key', 'server.pem']);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test('stays as it is from start to start, so that nobody must trust another one', async () => {
    expect(await serverCertificate(directory, now + 200 * day)).toEqual(made);
  });

  test('is made anew by the same authority before it ends', async () => {
    const before = authority();
    const later = await serverCertificate(directory, now + 310 * day);
    expect(later.cert).not.toBe(made.cert);
    expect(authority()).toBe(before);
    expect(new X509Certificate(later.cert).checkIssued(new X509Certificate(before))).toBe(true);
    made = await serverCertificate(directory, now);
  });

  test.each(['ca.pem', 'ca.key', 'server.pem', 'server.key'])('is made anew when %s is damaged', async (name) => {
    writeFileSync(join(directory, name), 'no longer');
    made = await serverCertificate(directory, now);
    expect(await isTrusted(authority(), made, 'localhost')).toBe(true);
  });
});
