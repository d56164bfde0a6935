import type { BatchEvent } from '../../embedded/kinesis/event-source-mapping-options.ts';
import type { AuditedWarehouse } from '../../lambdas/audit-warehouse/audit-books.ts';
import type { LoadResult } from '../../lambdas/load-warehouse/load-warehouse.ts';
import type { IngestCounts } from '../../lambdas/shared/ingest-metrics.ts';
import { Freshness } from './freshness.ts';
import type { Part, Trouble, UpStatus } from './status.ts';

/** What only whoever runs the parts knows. */
export interface Gauges {
  /** Records ever put into the streams; grows. */
  readonly recordsPut: () => number;
  readonly clients: () => number;
}

/** The rate is that of so many ms. */
const rateWindowMs = 5000;

/** Counts what the parts of `up` report, and says at any moment how they are. */
export class Monitor {
  readonly freshness: Freshness;
  readonly #startedAt: number;
  readonly #putBefore: number;
  readonly #waitedBefore: number;
  readonly #gauges: Gauges;
  readonly #quarantined = new Map<string, number>();
  readonly #troubles = new Map<Part, Trouble>();
  #samples: { readonly at: number; readonly put: number }[] = [];
  #handled = 0;
  #accepted = 0;
  #undelivered = 0;
  #loads = { count: 0, inserted: 0, duplicates: 0, setAside: 0 };
  #lastLoad: { readonly at: number; readonly tookMs: number } | undefined;
  #audit: UpStatus['audit'] = { tables: 0, invariants: 0, broken: 0, heldAt: null, isChecking: false };
  #lake: UpStatus['lake'] = { builtAt: null, tookMs: null, nextAt: null, isBuilding: false };

  /** @param waiting records that were in the streams before, and that nobody has handled. */
  constructor(gauges: Gauges, { startedAt, waiting }: { readonly startedAt: number; readonly waiting: number }) {
    this.#gauges = gauges;
    this.#startedAt = startedAt;
    this.#putBefore = gauges.recordsPut();
    this.#waitedBefore = waiting;
    this.freshness = new Freshness(startedAt);
  }

  batch(event: BatchEvent): void {
    if (event.kind === 'failed') return;
    this.#handled += event.count;
    if (event.kind === 'discarded') this.#undelivered += event.count;
    else this.freshness.silverWritten(event.arrivalsMs);
  }

  ingested({ accepted, rejectedByCode }: IngestCounts): void {
    this.#accepted += accepted;
    for (const [code, count] of Object.entries(rejectedByCode)) {
      this.#quarantined.set(code, (this.#quarantined.get(code) ?? 0) + count);
    }
  }

  loaded({ loads, inserted, duplicates, setAside }: LoadResult, at: number, tookMs: number): void {
    this.#loads.setAside = setAside;
    if (loads.length === 0) return;
    this.#loads.count += 1;
    this.#loads.inserted += inserted;
    this.#loads.duplicates += duplicates;
    this.#lastLoad = { at, tookMs };
  }

  /** @param nextAt when it is built again, if something changed. */
  lakeBegun(nextAt: number): void {
    this.#lake = { ...this.#lake, nextAt, isBuilding: true };
  }

  lakeBuilt(builtAt: number, tookMs: number): void {
    this.#lake = { ...this.#lake, builtAt, tookMs };
  }

  lakeEnded(): void {
    this.#lake = { ...this.#lake, isBuilding: false };
  }

  auditBegun(): void {
    this.#audit = { ...this.#audit, isChecking: true };
  }

  auditEnded(): void {
    this.#audit = { ...this.#audit, isChecking: false };
  }

  /** How the warehouse stands by its last checks. */
  audited({ all, tables }: AuditedWarehouse): void {
    this.#audit = {
      ...this.#audit,
      tables: tables.length,
      invariants: all?.invariants ?? 0,
      broken: all?.broken.length ?? 0,
      heldAt: all?.heldAt ?? null,
    };
  }

  /** @returns whether it is news: not what the part was in trouble with before. */
  trouble(trouble: Trouble): boolean {
    const isNew = this.#troubles.get(trouble.part)?.text !== trouble.text;
    this.#troubles.set(trouble.part, trouble);
    return isNew;
  }

  /** @returns whether the part was in trouble. */
  isWell(part: Part): boolean {
    return this.#troubles.delete(part);
  }

  /** Whether all that waited in the streams at the start is handled. */
  isCaughtUp(): boolean {
    return this.#handled >= this.#waitedBefore;
  }

  /** Records in the streams that the functions have not handled. */
  waitingInStream(): number {
    return this.#waitedBefore + this.#gauges.recordsPut() - this.#putBefore - this.#handled;
  }

  status(at: number): UpStatus {
    const put = this.#gauges.recordsPut();
    this.#samples = [...this.#samples.filter((sample) => sample.at > at - rateWindowMs), { at, put }];
    const [first] = this.#samples;
    const seconds = (at - (first?.at ?? at)) / 1000;
    const received = put - this.#putBefore;
    return {
      at,
      startedAt: this.#startedAt,
      recordsPerSecond: seconds === 0 ? 0 : Math.round((put - (first?.put ?? put)) / seconds),
      received,
      waitingInStream: this.#waitedBefore + received - this.#handled,
      accepted: this.#accepted,
      quarantined: Object.fromEntries([...this.#quarantined].sort(([, one], [, other]) => other - one)),
      undelivered: this.#undelivered,
      loads: {
        ...this.#loads,
        waiting: this.freshness.waiting(),
        lastAt: this.#lastLoad?.at ?? null,
        lastTookMs: this.#lastLoad?.tookMs ?? null,
      },
      freshnessMs: this.freshness.summary(at),
      lake: this.#lake,
      audit: this.#audit,
      clients: this.#gauges.clients(),
      troubles: [...this.#troubles.values()],
    };
  }
}
