import { organization } from '../records/organization.ts';
import { layout } from './zones.ts';

/**
 * What the smoke check of a deployment (`medstream smoke`) touches, for the command and for the role that may run it.
 * It is about an organization: no person's data, and no field of it is masked with the key of the deployment.
 */
export const smokeCheck = {
  contract: organization,
  /** Deployed name of its IAM role. */
  role: 'smoke',
  /** Where it lists keys; it reads nothing there. */
  listed: [layout.events, layout.rejected],
  /** Objects of the change log that it reads. */
  changes: { zone: layout.changes.zone, prefix: `${layout.changes.prefix}${organization.name}/` },
  /** Tables of the lake that it reads, metadata and data files. */
  lake: {
    zone: layout.silverTables.zone,
    prefix: layout.silverTables.prefix,
    /** As they are called in the catalog: what is today, and every version. */
    tables: { today: organization.name, history: `${organization.name}_history` },
  },
} as const;
