import { consumers, type StreamConsumer } from '../../contracts/platform/consumers.ts';

/** How many records each consumer of one stream is done with. */
export class HandledRecords {
  readonly #counts: Map<string, number>;

  /** @param all every consumer, of whatever stream. */
  constructor(stream: string, all: readonly StreamConsumer[] = Object.values(consumers)) {
    this.#counts = new Map(all.flatMap((consumer) => (consumer.stream === stream ? [[consumer.function, 0]] : [])));
  }

  /** Counts records of a consumer; one of another stream is left out. */
  add(consumer: StreamConsumer, records: number): void {
    const count = this.#counts.get(consumer.function);
    if (count !== undefined) this.#counts.set(consumer.function, count + records);
  }

  by(functionName: string): number {
    return this.#counts.get(functionName) ?? 0;
  }

  /** The least that any consumer is done with: a producer that waits for it waits for all. */
  byTheSlowest(): number {
    return Math.min(...this.#counts.values());
  }

  startOver(): void {
    for (const name of this.#counts.keys()) this.#counts.set(name, 0);
  }
}
