import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openLandedFiles } from '../../../cli/run/landed-files.ts';
import { openDataDirectory } from '../../../embedded/data-directory.ts';
import { buckets, openServices } from '../../../embedded/services.ts';
import { listSetAsideFiles } from '../../../lambdas/ingest-files/set-aside-files.ts';
import type { FileWork } from '../../../lambdas/shared/file-metrics.ts';
import { fixture } from '../../e2e/cli.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

test('a file that is put into the landing bucket is read once, when it is all there, whatever becomes of the others', async () => {
  const directory = await openDataDirectory(await temporaryDirectory(), 'test');
  const services = await openServices(directory);
  const work: FileWork[] = [];
  const open = () =>
    openLandedFiles({ runtime: { directory, services }, client: services.kinesis, onWork: (done) => work.push(done) });
  const recordsPut = () =>
    services.kinesis.stream('healthcare-events').shards.reduce((sum, { nextPosition }) => sum + nextPosition, 0);
  const landing = join(services.s3.bucketPath(buckets.landing), 'files');
  try {
    await mkdir(join(landing, 'organizations'), { recursive: true });
    let files = await open();
    expect(await files.readLanded()).toBe(0);

    await copyFile(join(fixture, 'organizations.csv'), join(landing, 'organizations.csv'));
    await writeFile(
      join(landing, 'patients.csv.gz'),
      gzipSync(await readFile(join(fixture, 'patients.csv'))).subarray(0, -9),
    );
    // At the first look nobody knows whether they are still being written.
    expect(await files.readLanded()).toBe(0);
    expect(await files.readLanded()).toBe(2);
    expect(work).toMatchObject([
      { isRead: true, fault: null },
      { isRead: false, fault: 'file.gzip_cut' },
    ]);
    const put = recordsPut();
    expect(put).toBe(work.reduce((sum, { sent }) => sum + sent, 0));
    expect(await listSetAsideFiles({ s3: services.s3, bucket: buckets.landing })).toMatchObject([
      { key: 'files/patients.csv.gz', reason: 'file.gzip_cut' },
    ]);

    files = await open();
    await files.readLanded();
    expect([await files.readLanded(), recordsPut()]).toEqual([0, put]);

    await writeFile(join(landing, 'patients.csv.gz'), gzipSync(await readFile(join(fixture, 'patients.csv'))));
    await files.readLanded();
    expect(await files.readLanded()).toBe(1);
    expect(await listSetAsideFiles({ s3: services.s3, bucket: buckets.landing })).toEqual([]);
    expect(recordsPut()).toBeGreaterThan(put);
  } finally {
    await services.kinesis.close();
    directory.release();
  }
});
