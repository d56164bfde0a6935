/** What stands before the protobuf message of a record that the Kinesis Producer Library has put together. */
const magic = [0xf3, 0x89, 0x9a, 0xc2];

/**
 * Whether a stream record holds many records, put together by the Kinesis Producer Library
 * (https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md). No text begins like that: the
 * bytes are not UTF-8.
 */
export function isKplAggregate(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
