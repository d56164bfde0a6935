import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { type Emulator, startEmulator } from '../../tools/emulator/ministack.ts';
import { hasPython } from '../../tools/python/python-environment.ts';
import { enginesRequired } from '../engines-required.ts';

const isHere = enginesRequired || (await hasPython('emulator'));

/**
 * Tests that need MiniStack. They run where it is installed; with MEDSTREAM_REQUIRE_ENGINES=1 they run everywhere, and
 * fail where it cannot be installed. `npm test` on a laptop downloads nothing unasked.
 */
export function describeWithEmulator(name: string, tests: () => void): void {
  if (!isHere) {
    const how = 'npm run emulator installs it, MEDSTREAM_REQUIRE_ENGINES=1 makes these tests install it';
    process.stderr.write(`\nSKIPPED ${name}: MiniStack is not installed; ${how}\n`);
  }
  describe.skipIf(!isHere)(name, tests);
}

/** An emulator on a free port with its state in a temporary folder. */
export interface EmulatorUnderTest {
  readonly emulator: Emulator;
  readonly statePath: string;
  /** Stops it and removes its state. */
  readonly dispose: () => Promise<void>;
}

export async function openEmulator(): Promise<EmulatorUnderTest> {
  const statePath = await mkdtemp(join(tmpdir(), 'medstream-emulator-'));
  try {
    const emulator = await startEmulator({ port: 0, statePath });
    const dispose = async () => {
      await emulator.kill();
      await rm(statePath, { recursive: true, force: true });
    };
    return { emulator, statePath, dispose };
  } catch (error) {
    await rm(statePath, { recursive: true, force: true });
    throw error;
  }
}
