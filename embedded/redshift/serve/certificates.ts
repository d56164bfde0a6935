import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate of this machine's own authority, and its key, as PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
  /** The file that a client is told to trust. */
  readonly authorityPath: string;
}

const day = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
/** What Apple's systems take at most: https://support.apple.com/en-us/102028 */
const serverDays = 397;
/** Renewed at a start when it is valid for less than this. */
const renewDays = 90;

/** Names and addresses under which this machine reaches itself. */
const dnsName = 'localhost';
const addresses = ['127.0.0.1', '::1'] as const;

/**
 * The server's certificate, kept in `directory`: made at first use, with an authority of its own, and made again when it
 * nears its end. Keys are for their owner only. The authority can vouch for this machine's own names and for nothing else,
 * so that whoever trusts it trusts no more.
 */
export async function serverCertificate(directory: string, now: number = Date.now()): Promise<ServerCertificate> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const authority = await keptPair(join(directory, 'ca'), now + renewDays * day, undefined, () =>
    issue({ commonName: `medstream on this machine ${randomBytes(4).toString('hex')}`, days: authorityDays, now }),
  );
  const server = await keptPair(join(directory, 'server'), now + renewDays * day, authority, () =>
    issue({ commonName: dnsName, days: serverDays, now, issuer: authority }),
  );
  return { ...server, authorityPath: join(directory, 'ca.pem') };
}

interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** The pair in `path`.pem and `path`.key if it fits together and is valid until then, or a new one. */
async function keptPair(
  path: string,
  until: number,
  issuer: Pair | undefined,
  make: () => Promise<Pair>,
): Promise<Pair> {
  const kept = readPair(path);
  if (kept !== undefined && isGood(kept, until, issuer ?? kept)) return kept;
  const made = await make();
  replaceFile(`${path}.key`, made.key, 0o600);
  replaceFile(`${path}.pem`, made.cert, 0o644);
  return made;
}

function readPair(path: string): Pair | undefined {
  try {
    return { cert: readFileSync(`${path}.pem`, 'utf8'), key: readFileSync(`${path}.key`, 'utf8') };
  } catch {
    return undefined;
  }
}

function isGood({ cert, key }: Pair, until: number, issuer: Pair): boolean {
  try {
    const certificate = new X509Certificate(cert);
    return (
      certificate.validToDate.getTime() > until &&
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      certificate.verify(new X509Certificate(issuer.cert).publicKey)
    );
  } catch {
    return false;
  }
}

function replaceFile(path: string, text: string, mode: number): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, text, { flag: 'wx', mode });
  renameSync(draft, path);
}

interface Request {
  readonly commonName: string;
  readonly days: number;
  readonly now: number;
  /** Without one it signs itself, and may sign others. */
  readonly issuer?: Pair;
}

/** ECDSA with SHA-256: RFC 5758 section 3.2 */
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const commonNameType = '2.5.4.3';

/** Makes a key and its certificate: RFC 5280 section 4.1. */
async function issue({ commonName, days, now, issuer }: Request): Promise<Pair> {
  // Only a first start, and one in a year, needs them.
  const x509 = await import('@peculiar/asn1-x509');
  const { AsnConvert, OctetString } = await import('@peculiar/asn1-schema');
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const nameOf = (text: string) =>
    new x509.Name([
      new x509.RelativeDistinguishedName([
        new x509.AttributeTypeAndValue({ type: commonNameType, value: new x509.AttributeValue({ utf8String: text }) }),
      ]),
    ]);
  const extension = (extnID: string, critical: boolean, value: unknown) =>
    new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
  const spki = (key: KeyObject) =>
    AsnConvert.parse(key.export({ type: 'spki', format: 'der' }), x509.SubjectPublicKeyInfo);
  const identifierOf = (key: KeyObject) =>
    createHash('sha1')
      .update(Buffer.from(spki(key).subjectPublicKey))
      .digest();
  const issuerCertificate = issuer === undefined ? undefined : new X509Certificate(issuer.cert);
  const issuerKey = issuerCertificate?.publicKey ?? publicKey;
  const algorithm = new x509.AlgorithmIdentifier({ algorithm: ecdsaWithSha256 });
  const isAuthority = issuer === undefined;
  const usage = isAuthority
    ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
    : x509.KeyUsageFlags.digitalSignature;
  const own = isAuthority
    ? [
        extension(
          x509.id_ce_nameConstraints,
          true,
          new x509.NameConstraints({
            permittedSubtrees: new x509.GeneralSubtrees(
              [{ dNSName: dnsName }, { iPAddress: '127.0.0.0/8' }, { iPAddress: '::1/128' }].map(
                (name) => new x509.GeneralSubtree({ base: new x509.GeneralName(name) }),
              ),
            ),
          }),
        ),
      ]
    : [
        extension(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])),
        extension(
          x509.id_ce_subjectAltName,
          false,
          new x509.SubjectAlternativeName([
            new x509.GeneralName({ dNSName: dnsName }),
            ...addresses.map((iPAddress) => new x509.GeneralName({ iPAddress })),
          ]),
        ),
      ];
  // A clock that is a little behind must not refuse a new certificate.
  const notBefore = new Date(now - day);
  const tbs = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: positive(randomBytes(16)),
    signature: algorithm,
    issuer:
      issuerCertificate === undefined
        ? nameOf(commonName)
        : AsnConvert.parse(issuerCertificate.raw, x509.Certificate).tbsCertificate.subject,
    validity: new x509.Validity({ notBefore, notAfter: new Date(now + days * day) }),
    subject: nameOf(commonName),
    subjectPublicKeyInfo: spki(publicKey),
    extensions: new x509.Extensions([
      extension(
        x509.id_ce_basicConstraints,
        true,
        new x509.BasicConstraints(isAuthority ? { cA: true, pathLenConstraint: 0 } : { cA: false }),
      ),
      extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(usage)),
      extension(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(identifierOf(publicKey))),
      extension(
        x509.id_ce_authorityKeyIdentifier,
        false,
        new x509.AuthorityKeyIdentifier({ keyIdentifier: new x509.KeyIdentifier(identifierOf(issuerKey)) }),
      ),
      ...own,
    ]),
  });
  const signature = sign(
    'sha256',
    Buffer.from(AsnConvert.serialize(tbs)),
    issuer === undefined ? privateKey : createPrivateKey(issuer.key),
  );
  const certificate = new x509.Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: algorithm,
    signatureValue: new Uint8Array(signature).buffer,
  });
  return {
    cert: pem(Buffer.from(AsnConvert.serialize(certificate))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** A positive number of DER: its first bit is zero, and its first byte is not. */
function positive(bytes: Buffer): ArrayBuffer {
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return new Uint8Array(bytes).buffer;
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
