import { consumers, type StreamConsumer } from '../../contracts/platform/consumers.ts';

/** How many records were put into each stream, and how many of them each of its consumers is done with. */
export class HandledRecords {
  readonly #consumers: readonly StreamConsumer[];
  readonly #put = new Map<string, number>();
  readonly #handled = new Map<string, number>();

  constructor(all: readonly StreamConsumer[] = Object.values(consumers)) {
    this.#consumers = all;
  }

  /** Counts records that were put into a stream. */
  put(stream: string, records: number): void {
    this.#put.set(stream, (this.#put.get(stream) ?? 0) + records);
  }

  /** Counts records that a consumer is done with. */
  add({ function: name }: StreamConsumer, records: number): void {
    this.#handled.set(name, this.by(name) + records);
  }

  by(functionName: string): number {
    return this.#handled.get(functionName) ?? 0;
  }

  /** The most that any consumer is behind its stream: a producer that waits for it waits for all. */
  mostBehind(): number {
    return Math.max(
      0,
      ...this.#consumers.map(({ stream, function: name }) => (this.#put.get(stream) ?? 0) - this.by(name)),
    );
  }

  startOver(): void {
    this.#put.clear();
    this.#handled.clear();
  }
}
