/** The Redshift workgroup and database; the embedded runtime answers to the same names. */
export const warehouse = { workgroup: 'medstream', database: 'medstream' } as const;

/** Name of a deployed resource: `medstream-<stage>-<name>`. Several stages may share an account. */
export function deployedName(stage: string, name: string): string {
  return `medstream-${stage}-${name}`;
}
