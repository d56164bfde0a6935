/** Records that share a moment, epoch ms or ms. */
interface Counted {
  readonly at: number;
  readonly count: number;
}

/** In ms; null when there were none. */
export interface FreshnessSummary {
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Loads are remembered for so long. */
const windowMs = 60_000;

/**
 * How long records take from their arrival at the stream to the commit of the load that brought them into the star, over
 * the last minute. Memory is bounded by what waits and what a minute brings. Times in epoch ms.
 */
export class Freshness {
  readonly #since: number;
  #inSilver: Counted[] = [];
  #beingLoaded: Counted[] = [];
  #loads: { readonly committedAt: number; readonly took: readonly Counted[] }[] = [];

  /** @param since what arrived before waited for somebody to start us: no latency of the pipeline. */
  constructor(since: number) {
    this.#since = since;
  }

  /** Records that arrived at `arrivals` are in silver. */
  silverWritten(arrivals: readonly number[]): void {
    this.#inSilver.push(...inRuns(arrivals));
  }

  /** A load begins: it takes what is in silver now. After one that failed, also what that one had. */
  loadStarted(): void {
    this.#beingLoaded = [...this.#beingLoaded, ...this.#inSilver];
    this.#inSilver = [];
  }

  loadCommitted(now: number): void {
    const took = this.#beingLoaded
      .filter(({ at }) => at >= this.#since)
      .map(({ at, count }) => ({ at: now - at, count }));
    this.#loads.push({ committedAt: now, took });
    this.#beingLoaded = [];
  }

  /** Records in silver of which no load has been committed. */
  waiting(): number {
    return total(this.#inSilver) + total(this.#beingLoaded);
  }

  summary(now: number): FreshnessSummary {
    this.#loads = this.#loads.filter(({ committedAt }) => committedAt > now - windowMs);
    const sorted = this.#loads.flatMap(({ took }) => took).sort((one, other) => one.at - other.at);
    return { p50: nearestRank(sorted, 0.5), p95: nearestRank(sorted, 0.95) };
  }
}

/** Records of one put arrive at one moment, so a batch has few of them. */
function inRuns(moments: readonly number[]): Counted[] {
  const runs: { at: number; count: number }[] = [];
  for (const at of moments) {
    const last = runs.at(-1);
    if (last?.at === at) last.count += 1;
    else runs.push({ at, count: 1 });
  }
  return runs;
}

const total = (counted: readonly Counted[]) => counted.reduce((sum, { count }) => sum + count, 0);

function nearestRank(sorted: readonly Counted[], share: number): number | null {
  let left = Math.max(1, Math.ceil(share * total(sorted)));
  for (const { at, count } of sorted) {
    left -= count;
    if (left <= 0) return at;
  }
  return null;
}
