import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../domain/safe-error.ts';

/** 32 characters that a URL takes as they are. */
const generatedBytes = 24;

/** Characters that every client sends as they are typed: SCRAM would make others of the rest. */
const plainPassword = /^[\x21-\x7e]{8,128}$/;

/** The file that keeps a login's password. */
export const passwordFile = (directory: string, login: string): string => join(directory, `${login}.password`);

/**
 * The password of a login, kept in `directory` for its owner only; a new one the first time.
 * @throws UserError when the file holds none
 */
export function keptPassword(directory: string, login: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = passwordFile(directory, login);
  try {
    writeFileSync(path, `${randomBytes(generatedBytes).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    chmodSync(path, 0o600);
  }
  return givenPassword(path, 'remove it, and a new one is made');
}

/**
 * The first line of a file as a password.
 * @throws UserError when there is no such file, or no password in it
 */
export function givenPassword(path: string, remedy = 'choose another'): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UserError(`the password file ${path} cannot be read`, { cause });
  }
  const [line = ''] = text.split(/\r?\n/, 1);
  if (plainPassword.test(line)) return line;
  throw new UserError(
    `the first line of ${path} is no password of 8 to 128 letters, digits and signs of ASCII, without spaces; ${remedy}`,
  );
}

/** As PostgreSQL's `scram_iterations`. */
const iterations = 4096;
const saltBytes = 16;

/**
 * What the server keeps of a password, so that the password itself is in no statement
 * (https://www.postgresql.org/docs/18/catalog-pg-authid.html, RFC 5803).
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(saltBytes)): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const storedKey = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const serverKey = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
