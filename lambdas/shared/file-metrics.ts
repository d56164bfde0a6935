import type { FileFaultCode } from '../../sources/files/file-fault.ts';

/** What one invocation did with a landed file; counts only. */
export interface FileWork {
  readonly rows: number;
  readonly sent: number;
  /** The file was read to its end. */
  readonly isRead: boolean;
  /** Why it was set aside; null when it was not. */
  readonly fault: FileFaultCode | null;
}

export interface FileMetrics {
  record(work: FileWork): void;
}
