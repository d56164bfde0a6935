/** Latency of records in ms; null when there were none. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The smallest value that at least the given share of values does not exceed (nearest rank). */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) };
}

/** Follows records from their arrival at the stream to silver and on to the warehouse. All times in epoch ms. */
export class LatencyRecorder {
  readonly #toSilver: number[] = [];
  readonly #toWarehouse: number[] = [];
  #inSilver: number[] = [];
  #beingLoaded: number[] = [];

  /** Records that arrived at `arrivals` are in silver now. */
  silverWritten(arrivals: readonly number[], now: number): void {
    for (const arrival of arrivals) {
      this.#toSilver.push(now - arrival);
      this.#inSilver.push(arrival);
    }
  }

  /** A load begins: it takes what is in silver now, not what comes while it runs. */
  loadStarted(): void {
    this.#beingLoaded = this.#beingLoaded.concat(this.#inSilver);
    this.#inSilver = [];
  }

  loadCommitted(now: number): void {
    for (const arrival of this.#beingLoaded) this.#toWarehouse.push(now - arrival);
    this.#beingLoaded = [];
  }

  summary(): { readonly arrival_to_silver: Percentiles; readonly arrival_to_warehouse: Percentiles } {
    return { arrival_to_silver: percentiles(this.#toSilver), arrival_to_warehouse: percentiles(this.#toWarehouse) };
  }
}
