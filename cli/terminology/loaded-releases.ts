import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PutObjectCommand, type PutObjectCommandOutput } from '@aws-sdk/client-s3';
import type { LoadableSystem } from '../../contracts/code-systems.ts';
import { codeReleasesKey, codesKey } from '../../contracts/platform/zones.ts';
import { type CodeRelease, formatReleases, parseReleases } from '../../domain/terminology/code-release.ts';
import { formatLoadedSystems, parseLoadedSystems } from '../../domain/terminology/loaded-systems.ts';
import { type ReadObjectClient, readBytesIfThere, readIfThere } from '../../lambdas/shared/object-store.ts';

/** A client that reads and writes loaded releases; the AWS client and the embedded twin both fit. */
export interface ReleasesClient extends ReadObjectClient {
  send(command: PutObjectCommand): Promise<PutObjectCommandOutput>;
  send(command: Parameters<ReadObjectClient['send']>[0]): ReturnType<ReadObjectClient['send']>;
}

/**
 * The releases that a deployment has loaded.
 * @param bucket the silver bucket
 * @throws the client's error, and SafeError when what is there is none
 */
export async function loadedReleases(client: ReleasesClient, bucket: string): Promise<CodeRelease[]> {
  const index = await readIfThere(client, { bucket, key: codeReleasesKey });
  const systems = index === undefined ? [] : parseLoadedSystems(index);
  const releases = await Promise.all(systems.map(({ system }) => releasesOf(client, bucket, system)));
  return releases.flat();
}

async function releasesOf(client: ReleasesClient, bucket: string, system: LoadableSystem): Promise<CodeRelease[]> {
  const bytes = await readBytesIfThere(client, { bucket, key: codesKey(system) });
  return bytes === undefined ? [] : parseReleases(system, gunzipSync(bytes).toString('utf8'));
}

/**
 * Adds a release to those of its system; one that begins on the same day takes the place of what was there. The codes are
 * written before the list that names them, so that no function looks for what is not there.
 */
export async function keepRelease(client: ReleasesClient, bucket: string, release: CodeRelease): Promise<void> {
  const { system } = release as { readonly system: LoadableSystem };
  const others = (await releasesOf(client, bucket, system)).filter(({ from }) => from !== release.from);
  const all = [...others, release].sort((one, other) => (one.from < other.from ? -1 : 1));
  const body = gzipSync(formatReleases(all));
  const put = (key: string, content: string | Uint8Array, type: string) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ContentType: type }));
  await put(codesKey(system), body, 'application/gzip');
  const index = await readIfThere(client, { bucket, key: codeReleasesKey });
  const systems = (index === undefined ? [] : parseLoadedSystems(index)).filter((each) => each.system !== system);
  const hash = createHash('sha256').update(body).digest('hex');
  await put(codeReleasesKey, formatLoadedSystems([...systems, { system, hash }]), 'application/json');
}
