import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** What analysts ask: lookups, and readings over the whole star. */
export const questions: Readonly<Record<string, string>> = {
  'one patient': 'SELECT * FROM reporting.patient_current ORDER BY patient_id LIMIT 1',
  'visits by department': 'SELECT * FROM reporting.encounters_by_department',
  'cost by payer': 'SELECT * FROM reporting.payer_coverage_summary',
  'months of a clinic': 'SELECT * FROM reporting.encounters_by_org_month ORDER BY month DESC LIMIT 50',
  'newest visits': 'SELECT encounter_bk, started_at FROM star.fact_encounter ORDER BY started_at DESC LIMIT 20',
  'length of stay':
    "SELECT encounter_class, AVG(duration_minutes) FROM star.fact_encounter WHERE encounter_class <> 'wellness' GROUP BY 1",
  'payments by month':
    "SELECT DATE_TRUNC('month', from_at), SUM(payment) FROM star.fact_claim_transaction WHERE transaction_type = 'PAYMENT' GROUP BY 1",
  'patients by state': 'SELECT state, COUNT(*) FROM star.dim_patient WHERE is_current GROUP BY state',
};

export interface Answered {
  readonly question: string;
  readonly ms: number;
}

/** Clients of one warehouse, as many people leave them open. */
export interface Analysts {
  /** Each asks a question a second, until `until` resolves. */
  ask(until: Promise<void>): Promise<Answered[]>;
  /** Errors and connections that broke, by message. */
  readonly errors: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/**
 * Connects `asking` clients, and `idle` ones that have a transaction open and do nothing.
 * @param url with user and password
 */
export async function connectAnalysts(
  url: string,
  { asking, idle }: { asking: number; idle: number },
): Promise<Analysts> {
  const errors = new Map<string, number>();
  const count = (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    errors.set(text, (errors.get(text) ?? 0) + 1);
  };
  const connect = async () => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', count);
    await client.connect();
    return client;
  };
  const askers = await Promise.all(Array.from({ length: asking }, connect));
  const idlers = await Promise.all(Array.from({ length: idle }, connect));
  for (const client of idlers)
    await client.query('BEGIN').then(() => client.query('SELECT COUNT(*) FROM star.dim_payer'));
  const texts = Object.entries(questions);
  return {
    errors,
    ask: async (until) => {
      const answered: Answered[] = [];
      let isOver = false;
      until.then(() => {
        isOver = true;
      });
      await Promise.all(
        askers.map(async (client, place) => {
          await pause((place * 1000) / askers.length);
          for (let turn = place; !isOver; turn += 1) {
            const [question, sql] = texts[turn % texts.length] ?? ['', ''];
            const from = performance.now();
            try {
              await client.query(sql);
              answered.push({ question, ms: performance.now() - from });
            } catch (error) {
              count(error);
            }
            await pause(Math.max(0, 1000 - (performance.now() - from)));
          }
        }),
      );
      return answered;
    },
    close: async () => {
      // Whoever was idle in a transaction goes on in it.
      for (const client of idlers) {
        await client
          .query('SELECT COUNT(*) FROM star.dim_payer')
          .then(() => client.query('COMMIT'))
          .catch(count);
      }
      for (const client of [...askers, ...idlers]) await client.end().catch(count);
    },
  };
}
