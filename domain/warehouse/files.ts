import type { Contract } from '../../contracts/contract.ts';
import { silverColumns } from '../records/columns.ts';
import { affectedKeyStatements, inferStatements } from './affected.ts';
import { commentStatements } from './comments.ts';
import { affectedKeys } from './conventions.ts';
import { dimensionOf, dimensionStatements, dimensionTable } from './dimension.ts';
import { loaderGrants, type StarTables } from './grants.ts';
import { dimensionCheck, type Fact, factCheck, factOf } from './invariants.ts';
import { ledgerCheck, recordLoadStatements } from './ledger.ts';
import { isDimension, isFact, type Model } from './model.ts';
import { generatedHeader } from './sql-text.ts';
import { clearStaging, historyTable, stageStatements, stagingTable } from './staging.ts';

/** A file to write, by its path below `warehouse/`. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Every generated file of `warehouse/`, from the contracts and the models written by hand.
 * @throws Error naming the model that does not fit its contract.
 */
export function generateWarehouse(contracts: readonly Contract[], models: readonly Model[]): GeneratedFile[] {
  const contractOf = (name: string, model: Model): Contract => {
    const contract = contracts.find((candidate) => candidate.name === name);
    if (contract === undefined) throw new Error(`${model.model} is built from ${name}, which is no contract`);
    return contract;
  };
  const dimensions = models
    .filter(isDimension)
    .map((model) => dimensionOf(model, contractOf(model.dimension.contract, model)));
  const facts = models
    .filter(isFact)
    .map((model) => ({ fact: factOf(model, dimensions), contract: contractOf(model.fact.contract, model) }));
  const keyed = [...dimensions, ...facts.map(({ fact, contract }) => ({ name: fact.name, contract }))];

  return [
    ...contracts.flatMap((contract) => contractFiles(contract)),
    ...dimensions.flatMap((dimension) => {
      const noun = dimension.contract.name;
      return [
        dimensionFile(`schema/50-star-dim-${noun}.sql`, noun, dimensionTable(dimension)),
        dimensionFile(`load/dim-${noun}.sql`, noun, dimensionStatements(dimension)),
        dimensionFile(`load/check-dim-${noun}.sql`, noun, dimensionCheck(dimension, 'touched')),
        dimensionFile(`checks/dim-${noun}.sql`, noun, dimensionCheck(dimension, 'everything')),
      ];
    }),
    ...facts.flatMap(({ fact, contract }) => factFiles(fact, contract)),
    fromContracts('load/lock.sql', lockStatement(contracts)),
    fromContracts('load/clear-staging.sql', `${contracts.map(clearStaging).join('\n\n')}\n`),
    fromContracts('load/affected-keys.sql', affectedKeyStatements(keyed)),
    fromContracts('load/record-load.sql', recordLoadStatements(contracts)),
    fromContracts('checks/ledger.sql', ledgerCheck(contracts)),
    fromContracts('security/20-loader-grants.sql', loaderGrants(contracts, starTables(models))),
    {
      path: 'reporting/90-comments.sql',
      text: `${generatedHeader('--', 'the yml of the models')}${models
        .filter(({ model }) => model.startsWith('star.') || model.startsWith('reporting.'))
        .map(commentStatements)
        .join('\n\n')}\n`,
    },
  ];
}

/** Tables of the star by what loads do with them; one that is neither dimension nor fact, like the calendar, is looked up in. */
function starTables(models: readonly Model[]): StarTables {
  const star = models.filter(({ model }) => model.startsWith('star.'));
  const namesOf = (kind: (model: Model) => boolean) => star.filter(kind).map(({ model }) => model);
  return {
    dimensions: namesOf(isDimension),
    facts: namesOf(isFact),
    lookedUp: namesOf((model) => !isDimension(model) && !isFact(model)),
  };
}

const fromContracts = (path: string, text: string): GeneratedFile => ({
  path,
  text: `${generatedHeader('--', 'contracts/ and the yml of the models')}${text}`,
});

const dimensionFile = (path: string, noun: string, text: string): GeneratedFile => ({
  path,
  text: `${generatedHeader('--', `contracts/${noun}.ts and warehouse/schema/50-star-dim-${noun}.yml`)}${text}`,
});

function factFiles(fact: Fact, contract: Contract): GeneratedFile[] {
  const source = `contracts/${contract.name}.ts and warehouse/schema/60-star-fact-${contract.name}.yml`;
  const references = fact.references.map(({ dimension }) => ({ dimension, column: dimension.contract.businessKey }));
  const file = (path: string, text: string) => ({ path, text: `${generatedHeader('--', source)}${text}` });
  return [
    file(`load/infer-members-of-${contract.name}.sql`, inferStatements(contract, references)),
    file(`load/check-fact-${contract.name}.sql`, factCheck(fact, 'touched')),
    file(`checks/fact-${contract.name}.sql`, factCheck(fact, 'everything')),
  ];
}

function contractFiles(contract: Contract): GeneratedFile[] {
  const { name } = contract;
  const source = `contracts/${name}.ts`;
  const file = (path: string, text: string, comment: '--' | '#' = '--') => ({
    path,
    text: `${generatedHeader(comment, source)}${text}`,
  });
  return [
    file(`schema/30-staging-${name}.sql`, `${stagingTable(contract)}\n`),
    file(`schema/30-staging-${name}.yml`, stagingModel(contract), '#'),
    file(`schema/40-history-${name}.sql`, `${historyTable(contract)}\n`),
    file(`schema/40-history-${name}.yml`, historyModel(contract), '#'),
    file(`load/stage-${name}.sql`, stageStatements(contract)),
  ];
}

/**
 * One load at a time: a second one waits here and then sees the first one's rows, because a transaction takes its
 * snapshot after its locks (https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html). Tables of staging
 * do for that: every load empties them, so its user may lock them; locking others would take rights that a load does
 * not need, and make every reader of the star wait.
 */
function lockStatement(contracts: readonly Contract[]): string {
  const tables = [affectedKeys, ...contracts.map(({ name }) => `staging.${name}`)];
  return `-- lock what only loads use
-- One load at a time: the second waits here. Tables of star stay readable: only loads write them.
LOCK TABLE ${tables.join(', ')};
`;
}

interface ModelText {
  readonly model: string;
  readonly description: string;
  readonly grain: string;
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly description: string }[];
}

function modelYaml({ model, description, grain, key, columns }: ModelText): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return `model: ${model}
description: ${quoted(description)}
grain: ${quoted(grain)}
key: [${key.join(', ')}]
columns:
${columns.map((column) => `  - name: ${column.name}\n    description: ${quoted(column.description)}`).join('\n')}
`;
}

function stagingModel(contract: Contract): string {
  return modelYaml({
    model: `staging.${contract.name}`,
    description: `New rows of the silver change log of ${contract.name}, for the length of one load.`,
    grain: 'one row per delivery of a change',
    key: ['object_key', 'sequence'],
    columns: silverColumns(contract),
  });
}

function historyModel(contract: Contract): string {
  return modelYaml({
    model: `history.${contract.name}`,
    description: `Every change of ${contract.name} ever loaded; rows are only added.`,
    grain: 'one row per event and sequence number',
    key: ['event_source', 'event_id', 'sequence'],
    columns: [
      ...silverColumns(contract),
      { name: 'load_id', description: 'Load that brought the row' },
      { name: 'loaded_at', description: 'When it did, UTC' },
    ],
  });
}
