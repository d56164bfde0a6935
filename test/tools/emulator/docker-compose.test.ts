import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../e2e/cli.ts';

test('LocalStack is pinned, reachable from this machine only, and asks for its token', async () => {
  const { services } = parse(await readFile(join(root, 'docker-compose.yml'), 'utf8')) as {
    services: { localstack: { image: string; ports: string[]; environment: Record<string, string> } };
  };
  const { image, ports, environment } = services.localstack;
  expect(image).toMatch(/^localstack\/localstack:\d{4}\.\d+\.\d+$/);
  expect(ports).toEqual(['127.0.0.1:4566:4566']);
  expect(environment.LOCALSTACK_AUTH_TOKEN).toMatch(/^\$\{LOCALSTACK_AUTH_TOKEN:\?.+\}$/);
});
