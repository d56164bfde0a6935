import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../domain/safe-error.ts';

const pieceCharacters = 1 << 18;

/** A file that is written in pieces. It is there from its first line on. */
export class WrittenFile {
  readonly #path: string;
  readonly #modifiedAt: number | null;
  #handle: FileHandle | null = null;
  #text = '';
  #pieces: Uint8Array[] = [];
  lines = 0;

  /** @param modifiedAt modification time it gets in the end, epoch ms */
  constructor(path: string, modifiedAt: number | null) {
    this.#path = path;
    this.#modifiedAt = modifiedAt;
  }

  /** Takes a line; tells whether it is time to write what was taken. */
  append(line: string | Uint8Array): boolean {
    this.lines += 1;
    if (typeof line === 'string') {
      this.#text += `${line}\n`;
    } else {
      this.#pieces.push(Buffer.from(this.#text), line);
      this.#text = '\n';
    }
    return this.#text.length >= pieceCharacters || this.#pieces.length > 2000;
  }

  async add(line: string): Promise<void> {
    if (this.append(line)) await this.flush();
  }

  async flush(): Promise<void> {
    this.#handle ??= await openNew(this.#path);
    const bytes = Buffer.concat([...this.#pieces, Buffer.from(this.#text)]);
    this.#pieces = [];
    this.#text = '';
    await this.#handle.write(bytes);
  }

  async close(): Promise<void> {
    if (this.lines === 0) return;
    try {
      await this.flush();
      if (this.#modifiedAt !== null) await this.#handle?.utimes(this.#modifiedAt / 1000, this.#modifiedAt / 1000);
    } finally {
      await this.#handle?.close();
    }
  }
}

async function openNew(path: string): Promise<FileHandle> {
  await mkdir(join(path, '..'), { recursive: true });
  return open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new UserError(`${path} exists; generate into another folder, or remove what is there first`);
  });
}
