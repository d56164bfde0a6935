/** Quotas of the Redshift Data API: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html */
export const dataApiLimits = { statementsPerBatch: 40, statementBytes: 200 * 1024, clientTokenCharacters: 64 } as const;
