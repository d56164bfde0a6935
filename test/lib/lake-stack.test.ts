import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lakeTotalsKey, layout, setAsideKey } from '../../contracts/platform/zones.ts';
import { contracts } from '../../contracts/registry.ts';
import { stageDefaults } from '../../lib/config/stages.ts';
import { asText } from './arn-text.ts';
import { identityStatements } from './statements.ts';
import { type Resource, resourcesOf, stackOf, stageNames, synthesis } from './synthesis.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string;
}
interface Described {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly Column[];
}
interface Log extends Described {
  readonly table: string;
}
interface Model extends Described {
  readonly folder: string;
  readonly grain: readonly string[];
}
const catalog: { changes: Log[]; models: Model[] } = JSON.parse(
  readFileSync(new URL('../../glue-scripts/catalog.json', import.meta.url), 'utf8'),
);
const fieldIds: Record<string, string[]> = JSON.parse(
  readFileSync(new URL('../../glue-scripts/field-ids.json', import.meta.url), 'utf8'),
);
const stored = [
  ...catalog.models.filter(({ folder }) => folder === 'silver' || folder === 'gold'),
  ...catalog.changes.map(({ table, columns, description }) => ({ name: table, grain: [], columns, description })),
];

/** Iceberg's name of a type, written down again: the test must not share a mistake with the code. */
const icebergTypes: Record<string, string> = {
  STRING: 'string',
  INT: 'int',
  BIGINT: 'long',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
};

const icebergTypeOf = (type: string) =>
  icebergTypes[type] ?? type.replace(/^DECIMAL\((\d+),(\d+)\)$/, 'decimal($1, $2)');

const icebergInput = ({ Properties: { OpenTableFormatInput } }: Resource) => OpenTableFormatInput.IcebergInput;

describe('lake stack', async () => {
  const all = await synthesis();
  const lake = (stage: string) => stackOf(all, stage, 'lake');
  const tables = (stage: string) => resourcesOf(lake(stage), 'AWS::Glue::Table').map(([, resource]) => resource);
  const changeLogs = (stage: string) => tables(stage).filter(({ Properties }) => Properties.TableInput !== undefined);
  const icebergTables = (stage: string) =>
    tables(stage).filter(({ Properties }) => Properties.TableInput === undefined);
  const job = (stage: string) => resourcesOf(lake(stage), 'AWS::Glue::Job')[0]?.[1].Properties ?? {};
  const text = (value: unknown, stage: string) => asText(value, lake(stage), all);

  test.each(stageNames)('%s has a table for the change log of each contract, with its columns', (stage) => {
    expect(catalog.changes.map(({ name }) => name)).toEqual(contracts.map(({ name }) => `changes.${name}`));
    const described = changeLogs(stage).map(({ Properties: { DatabaseName, TableInput } }) => ({
      database: DatabaseName,
      name: `changes.${TableInput.Name}`,
      description: TableInput.Description,
      columns: TableInput.StorageDescriptor.Columns,
    }));
    expect(described).toEqual(
      catalog.changes.map(({ name, description, columns }) => ({
        database: `medstream_${stage}_changes`,
        name,
        description,
        columns: columns.map((column) => ({
          Name: column.name,
          Type: column.type.toLowerCase(),
          Comment: column.description,
        })),
      })),
    );
  });

  test('the partitions of a change log are where ingest puts its objects', () => {
    for (const { Properties } of changeLogs('dev')) {
      const {
        Parameters: parameters,
        PartitionKeys: keys,
        StorageDescriptor: storage,
        Name: name,
      } = Properties.TableInput;
      const root = `s3://medstream-dev-silver-<AWS::AccountId>-<AWS::Region>/${layout.changes.prefix}${name}`;
      expect(text(storage.Location, 'dev')).toBe(`${root}/`);
      expect(text(parameters['storage.location.template'], 'dev')).toBe(`${root}/dt=\${dt}/hr=\${hr}/`);
      expect(keys.map((key: { Name: string }) => key.Name)).toEqual(['dt', 'hr']);
      expect(parameters).toMatchObject({ 'projection.enabled': 'true', 'projection.hr.digits': '2' });
    }
  });

  test.each(stageNames)(
    '%s has an Iceberg table of version 2 for each stored model and each change log, and for nothing else',
    (stage) => {
      const named = icebergTables(stage).map(({ Properties: { DatabaseName, Name } }) => `${DatabaseName}.${Name}`);
      expect(named.sort()).toEqual(stored.map(({ name }) => `medstream_${stage}_${name}`).sort());
      for (const table of icebergTables(stage)) {
        expect(icebergInput(table)).toMatchObject({ MetadataOperation: 'CREATE', Version: '2' });
        const { Properties: properties } = icebergInput(table).IcebergTableInput;
        expect(properties['format-version']).toBe('2');
        const { DatabaseName: database, Name: tableName } = table.Properties;
        const own = stored.find(({ name }) => `medstream_${stage}_${name}` === `${database}.${tableName}`);
        expect(properties.comment).toContain(own?.description);
      }
    },
  );

  test('an Iceberg table has the columns of its model or log: names, ids that stay, types, what identifies a row, and that alone required', () => {
    const byName = new Map(
      icebergTables('dev').map((table) => [
        `${table.Properties.DatabaseName}.${table.Properties.Name}`.replace('medstream_dev_', ''),
        icebergInput(table).IcebergTableInput.Schema,
      ]),
    );
    for (const { name, columns, grain } of stored) {
      const schema = byName.get(name);
      const mayBeNull = columns.filter(({ nullable }) => nullable).map((column) => column.name);
      const identifying = grain.some((column) => mayBeNull.includes(column)) ? [] : grain;
      expect(schema.Fields).toEqual(
        columns
          .map((column) => ({
            Id: (fieldIds[name] ?? []).indexOf(column.name) + 1,
            Name: column.name,
            Type: icebergTypeOf(column.type),
            Required: identifying.includes(column.name),
            Doc: column.description,
          }))
          .sort((a, b) => a.Id - b.Id),
      );
      const identifier = (schema.IdentifierFieldIds ?? []).map((id: number) => fieldIds[name]?.[id - 1]);
      expect(identifier, name).toEqual(identifying);
    }
  });

  test('each table has a location of its own: the deletion of orphans of one would delete the files of another', () => {
    const locations = tables('dev').map(({ Properties }) =>
      text(
        Properties.TableInput?.StorageDescriptor.Location ??
          `${text(icebergInput({ Properties } as Resource).IcebergTableInput.Location, 'dev')}/`,
        'dev',
      ),
    );
    expect(new Set(locations).size).toBe(catalog.changes.length + stored.length);
    for (const location of locations) {
      expect(locations.filter((other) => other !== location && other.startsWith(location))).toEqual([]);
      expect(location).toMatch(/^s3:\/\/medstream-dev-(silver|gold)-[^/]+\/(changes|tables|marts)\/[a-z_]+\/$/);
    }
  });

  test('every Iceberg table is compacted, forgets its snapshots and loses its orphans; the objects of the change log are left alone', () => {
    const optimizers = resourcesOf(stackOf(all, 'prod', 'upkeep'), 'AWS::Glue::TableOptimizer').map(
      ([, { Properties }]) => Properties,
    );
    const optimized = optimizers.map(({ DatabaseName, TableName, Type }) => `${DatabaseName}.${TableName} ${Type}`);
    expect(optimized.sort()).toEqual(
      stored
        .flatMap(({ name }) =>
          ['compaction', 'orphan_file_deletion', 'retention'].map((type) => `medstream_prod_${name} ${type}`),
        )
        .sort(),
    );
    expect(optimizers.every(({ TableOptimizerConfiguration }) => TableOptimizerConfiguration.Enabled)).toBe(true);
    const orphanHours = optimizers.flatMap(
      ({ TableOptimizerConfiguration: { OrphanFileDeletionConfiguration: orphans } }) =>
        orphans === undefined ? [] : [orphans.IcebergConfiguration.OrphanFileRetentionPeriodInDays * 24],
    );
    expect(Math.min(...orphanHours) * 60).toBeGreaterThan(job('prod').Timeout);
  });

  test.each(stageNames)('the job of %s is Glue 5.1, runs once at a time, scales, and has an end', (stage) => {
    expect(job(stage)).toMatchObject({
      Name: `medstream-${stage}-lake-models`,
      GlueVersion: '5.1',
      WorkerType: 'G.1X',
      NumberOfWorkers: stageDefaults[stage].lake.maximumWorkers,
      ExecutionProperty: { MaxConcurrentRuns: 1 },
      MaxRetries: 0,
      Timeout: 60,
    });
  });

  test('a new job waits for the tables of its models', () => {
    const [, resource] = resourcesOf(lake('prod'), 'AWS::Glue::Job')[0] ?? [];
    const tableIds = resourcesOf(lake('prod'), 'AWS::Glue::Table')
      .filter(([, { Properties }]) => Properties.TableInput === undefined)
      .map(([id]) => id);
    expect(resource?.DependsOn).toEqual(expect.arrayContaining(tableIds));
  });

  test('where the job reads and writes cannot be overridden by whoever starts it', () => {
    const { NonOverridableArguments: fixed, DefaultArguments: defaults } = job('dev');
    expect(defaults).toEqual({ '--models': 'all', '--rebuild': 'due' });
    expect(text(fixed['--changes'], 'dev')).toBe('s3://medstream-dev-silver-<AWS::AccountId>-<AWS::Region>/changes');
    expect(fixed).toMatchObject({
      '--silver_database': 'medstream_dev_silver',
      '--gold_database': 'medstream_dev_gold',
      '--catalog': 'glue_catalog',
      '--tables': 'deployed',
      '--datalake-formats': 'iceberg',
      '--enable-auto-scaling': 'true',
      '--enable-metrics': '',
    });
    expect(text(fixed['--extra-files'], 'dev').endsWith(`/${fixed['--model_files']}`)).toBe(true);
    const [extensions, ...others] = text(fixed['--conf'], 'dev').split(' --conf ');
    expect(extensions).toBe('spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions');
    expect(others).toContain('spark.sql.catalog.glue_catalog.catalog-impl=org.apache.iceberg.aws.glue.GlueCatalog');
  });

  test('the arguments of the job are those that job.py asks for', () => {
    const script = readFileSync(new URL('../../glue-scripts/job.py', import.meta.url), 'utf8');
    // What has neither a default nor must be given is for runs by hand.
    const asked = [...script.matchAll(/add_argument\("(--[a-z_]+)",.*(?:default|required)=/g)].map(([, name]) => name);
    const { NonOverridableArguments: fixed, DefaultArguments: defaults } = job('dev');
    const given = Object.keys({ ...fixed, ...defaults });
    expect(asked.length).toBeGreaterThan(3);
    expect(given).toEqual(expect.arrayContaining(asked));
    const glueOwn = /^--(datalake-formats|conf|extra-files|enable-.*|job-bookmark-option|custom-logGroup-prefix)$/;
    expect(given.filter((name) => !asked.includes(name) && !glueOwn.test(name))).toEqual([]);
  });

  test('the logs of the job go where Glue looks for them, encrypted and kept as long as the stage says', () => {
    for (const stage of stageNames) {
      const [role] = resourcesOf(lake(stage), 'AWS::IAM::Role')
        .map(([, { Properties }]) => text(Properties.RoleName, stage))
        .filter((name) => name.startsWith(`medstream-${stage}-lake-models`));
      const encrypted = !stageDefaults[stage].leftOut.jobEncryption;
      const folder = `/medstream/${stage}/lake-models${encrypted ? `/medstream-${stage}-lake-models-role/${role}` : ''}`;
      const groups = resourcesOf(lake(stage), 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);
      expect(groups.map(({ LogGroupName }) => text(LogGroupName, stage)).sort()).toEqual([
        `${folder}/error`,
        `${folder}/output`,
      ]);
      for (const group of groups) {
        expect(group.RetentionInDays).toBe(stageDefaults[stage].logRetentionDays);
        expect(group.KmsKeyId).toBeDefined();
      }
    }
  });

  test('what the job writes besides tables is encrypted: logs, bookmarks, files', () => {
    const [, security] = resourcesOf(lake('prod'), 'AWS::Glue::SecurityConfiguration')[0] ?? [];
    expect(security?.Properties.EncryptionConfiguration).toMatchObject({
      CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS' },
      JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS' },
      S3Encryptions: [{ S3EncryptionMode: 'SSE-KMS' }],
    });
    expect(job('prod').SecurityConfiguration).toBeDefined();
  });

  describe('the role of the job', () => {
    const own = (stage: string) =>
      identityStatements(all).filter(
        ({ roles, ...statement }) => statement.stage === stage && roles.includes('<lake/lake-models/Role/Role>'),
      );
    const objects = (stage: string, ...actions: string[]) =>
      own(stage)
        .filter((statement) => statement.actions.some((action) => actions.includes(action)))
        .flatMap(({ resources }) => resources.filter((arn) => arn.includes(':s3:::medstream')))
        .map((arn) => /:s3:::medstream-[a-z]+-([a-z]+)-[^/]*\/(.*)$/.exec(arn)?.slice(1).join(' '))
        .sort();

    test('reads the change log and the tables, and writes the tables, its marks and the totals alone', () => {
      expect([...new Set(objects('prod', 's3:GetObject'))]).toEqual([
        'gold marts/*',
        'silver changes/*',
        'silver kept/*',
        `silver ${setAsideKey}`,
        'silver tables/*',
      ]);
      expect([...new Set(objects('prod', 's3:PutObject', 's3:DeleteObject'))]).toEqual([
        'gold marts/*',
        'silver kept/*',
        'silver tables/*',
        `silver ${lakeTotalsKey}`,
      ]);
    });

    test('has no part in the vaults: neither their buckets nor their keys', () => {
      expect(own('prod').length).toBeGreaterThan(5);
      const named = own('prod').flatMap(({ resources }) => resources);
      expect(named.filter((arn) => /bronze|quarantine|Vault|Intake|Tokens/i.test(arn))).toEqual([]);
      const keys = named.filter((arn) => arn.includes('Key')).sort();
      expect([...new Set(keys)]).toEqual(['<foundation/GoldKey.Arn>', '<foundation/SilverKey.Arn>']);
    });

    test('touches its own databases in the catalog, and neither makes nor removes a table', () => {
      const glue = own('prod').filter(({ actions }) => actions.some((action) => action.startsWith('glue:')));
      const databases = glue
        .flatMap(({ resources }) => resources)
        .map((arn) => arn.replace(/^.*<AWS::AccountId>:/, ''));
      expect(databases.sort()).toEqual([
        'catalog',
        'database/medstream_prod_gold',
        'database/medstream_prod_silver',
        'table/medstream_prod_gold/*',
        'table/medstream_prod_silver/*',
      ]);
      expect(glue.flatMap(({ actions }) => actions).filter((action) => /Create|Delete|Put/.test(action))).toEqual([]);
    });
  });

  test('what goes with the stack holds no data: tables and databases are descriptions', () => {
    const types = new Set(Object.values(lake('prod').template.Resources).map(({ Type }) => Type));
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Kinesis::Stream']) expect(types).not.toContain(type);
    for (const [, group] of resourcesOf(lake('prod'), 'AWS::Logs::LogGroup'))
      expect(group.DeletionPolicy).toMatch(/^Retain/);
  });
});
