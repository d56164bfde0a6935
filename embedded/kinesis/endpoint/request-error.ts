/**
 * Why a request is refused before it reaches the stream, as the service would say it.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html
 */
export class RequestError extends Error {
  /** The error's type, which clients decide by. */
  override readonly name: string;
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}
