import { keyColumnName } from '../../contracts/contract.ts';
import type { ColumnType, Field } from '../../contracts/fields.ts';
import { fileNameOf } from '../../contracts/file-name.ts';
import { referencesOf } from '../../contracts/references.ts';
import { lakeType, tableColumns } from '../lake/lake-columns.ts';
import { policyOfZone } from '../masking/policies.ts';
import { policyClaim } from '../masking/policy.ts';
import type { Column, SilverTable } from '../records/silver-table.ts';
import { codesOf, schemaId } from './json-schema.ts';

/** A data contract of the Open Data Contract Standard, v3.1.0 (https://bitol-io.github.io/open-data-contract-standard/v3.1.0/). */
export type DataContract = Readonly<Record<string, unknown>>;

/** Name of the file that a contract is exported to. */
export function odcsFile(contractName: string): string {
  return `${fileNameOf(contractName)}.odcs.yaml`;
}

/**
 * What readers of the lake may rely on: the table `silver.<contract>`, a row per key as it is now, masked. What producers
 * send is the matter of the JSON Schema.
 */
export function dataContractOf(table: SilverTable): DataContract {
  const { name, contract } = table;
  const policy = policyOfZone('silver');
  return {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: `${schemaId(contract)}:silver`,
    name,
    version: `${contract.version}.0.0`,
    status: 'active',
    domain: contract.stream,
    dataProduct: 'medstream',
    description: {
      purpose: `${contract.description}.`,
      limitations: `Masked by the policy ${policy.name}; its output may claim to be ${policyClaim(policy)}. Deleted records are left out.`,
    },
    servers: [
      {
        server: 'laptop',
        type: 'local',
        description: 'The lake of a data directory, .medstream unless --data says otherwise',
        path: `.medstream/s3/silver/tables/${name}/*.parquet`,
        format: 'parquet',
      },
    ],
    schema: [
      {
        id: name,
        name,
        logicalType: 'object',
        physicalType: 'table',
        // Without its schema: tools that read the files by this contract call their view after it.
        physicalName: name,
        description: `${contract.description}, as it is now: silver.${name}`,
        dataGranularityDescription: `one row per ${contract.key.join(', ')}`,
        properties: [...lineage(table), ...table.masked.map((column) => property(column, table))],
        ...(contract.rules.length === 0 ? {} : { quality: contract.rules.map(ruleOf) }),
      },
    ],
  };
}

/** Columns that say where a row came from. */
function lineage(table: SilverTable): readonly DataContract[] {
  const own = new Set(table.masked.map(({ name }) => name));
  return tableColumns(table)
    .filter(({ name }) => !own.has(name))
    .map(({ name, type, nullable, description }) => ({
      id: name,
      name,
      logicalType: logicalTypes[table.columns.find((column) => column.name === name)?.type.kind ?? 'varchar'],
      physicalType: type,
      description,
      required: !nullable,
    }));
}

const logicalTypes: Readonly<Record<ColumnType['kind'], string>> = {
  varchar: 'string',
  decimal: 'number',
  integer: 'integer',
  boolean: 'boolean',
  timestamp: 'timestamp',
  date: 'date',
};

function property({ name, type, nullable, description }: Column, { contract, key }: SilverTable): DataContract {
  const field: Field | undefined = contract.fields[name];
  const isKey = name === key.name;
  const reference = referencesOf(contract).find((own) => own.field === name);
  const codes = field === undefined ? undefined : codesOf(field);
  const quality = [
    ...(isKey ? [{ type: 'library', metric: 'duplicateValues', mustBe: 0, description: 'A row per key' }] : []),
    ...(codes === undefined
      ? []
      : [{ type: 'library', metric: 'invalidValues', arguments: { validValues: codes }, mustBe: 0 }]),
  ];
  return {
    id: name,
    name,
    logicalType: logicalTypes[type.kind],
    physicalType: lakeType(type),
    description,
    required: !nullable,
    ...(isKey ? { primaryKey: true, primaryKeyPosition: 1, unique: true } : {}),
    ...(field === undefined
      ? { transformSourceObjects: [...contract.key] }
      : { classification: field.phi, transformDescription: policyOfZone('silver').rules[field.phi].effect }),
    ...(reference === undefined ? {} : { relationships: [{ type: 'foreignKey', to: referenceTo(reference.target) }] }),
    ...(quality.length === 0 ? {} : { quality }),
  };
}

/** The key of another contract, in the file that it is exported to. */
const referenceTo = (target: string) => `${odcsFile(target)}#schema/${target}/properties/${keyColumnName(target)}`;

const ruleOf = ({ id, description, severity = 'error' }: SilverTable['contract']['rules'][number]) => ({
  type: 'text',
  name: id,
  description,
  severity: severity === 'error' ? 'error' : 'warning',
});
