/** The Redshift workgroup and database; the embedded runtime answers to the same names. */
export const warehouse = { workgroup: 'medstream', database: 'medstream' } as const;

/** Name of a deployed resource: `medstream-<stage>-<name>`. Several stages may share an account. */
export function deployedName(stage: string, name: string): string {
  return `medstream-${stage}-${name}`;
}

/** Where a stage is deployed; CloudFormation's references fit as well as values. */
export interface AccountRegion {
  readonly account: string;
  readonly region: string;
}

/** Deployed name of a bucket: unique in the world, at most 63 characters with the longest stage, zone and region. */
export function bucketName(stage: string, name: string, { account, region }: AccountRegion): string {
  return `${deployedName(stage, name)}-${account}-${region}`;
}

/** What the tables of a database of the lake are: the change log, the silver tables, the marts. */
export type LakeLayer = 'changes' | 'silver' | 'gold';

/** Name of a database in the account's catalog. Hyphens would have to be quoted in every query. */
export function lakeDatabaseName(stage: string, layer: LakeLayer): string {
  return `medstream_${stage}_${layer}`;
}

/** Name of a stage's Redshift workgroup and namespace. */
export function workgroupName(stage: string): string {
  return deployedName(stage, 'warehouse');
}

/** Log group of something of a stage; short enough for any stage and function. */
export function logGroupName(stage: string, name: string): string {
  return `/medstream/${stage}/${name}`;
}
