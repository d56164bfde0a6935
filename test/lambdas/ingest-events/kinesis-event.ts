import type { KinesisStreamEvent } from 'aws-lambda';
import { eventType } from '../../../contracts/envelope.ts';

export const arrivedAt = Date.parse('2026-06-01T10:59:59.500Z');

export const encounterData = {
  encounter_id: '57f2562b-445c-f11c-ba40-edc55af3c84f',
  patient_id: '3edac2e3-d223-6fae-d515-daf96ef6bc76',
  organization_id: 'e002090d-4e92-300e-b41e-7d1f21dee4c6',
  provider_id: '2d85c411-b7bb-3133-8903-276c2e31f452',
  payer_id: '42c4fca7-f8a9-3cd1-982a-dd9751bf3e2a',
  encounter_class: 'ambulatory',
  code: '185345009',
  description: 'Encounter for symptom',
  started_at: '2023-01-27T16:17:47Z',
  ended_at: '2023-01-27T16:32:47Z',
  base_encounter_cost: '77.49',
  total_claim_cost: '3798.09',
  payer_coverage: '0.00',
};

export const patientData = {
  patient_id: '3edac2e3-d223-6fae-d515-daf96ef6bc76',
  birth_date: '2014-10-06',
  ssn: '999-17-5017',
  first_name: 'Maynard46',
  last_name: 'Mosciski958',
  street: '784 Stamm Lock Unit 46',
  city: 'Somerville',
  state: 'Massachusetts',
  zip: '02155',
  gender: 'M',
};

/** A CloudEvent of one record; `overrides` replace envelope attributes. */
export function cloudEvent(contract: string, data: unknown, overrides: Record<string, unknown> = {}) {
  return {
    specversion: '1.0',
    id: 'event-1',
    source: 'urn:test',
    type: eventType(contract, 'changed'),
    time: '2026-05-01T00:00:00Z',
    datacontenttype: 'application/json',
    data,
    ...overrides,
  };
}

/** The event Lambda gets for payloads on one shard; sequence numbers count up from 1. */
export function kinesisEvent(
  payloads: readonly (string | Uint8Array)[],
  arrivals: (index: number) => number = () => arrivedAt,
): KinesisStreamEvent {
  return {
    Records: payloads.map((payload, index) => ({
      awsRegion: 'us-east-1',
      eventID: `shardId-000000000000:${index + 1}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/healthcare-events',
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/ingest-events',
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'v1_token',
        sequenceNumber: String(index + 1),
        data: Buffer.from(payload).toString('base64'),
        approximateArrivalTimestamp: arrivals(index) / 1000,
      },
    })),
  };
}
