/** One worker of a fleet file, as written. */
export interface Row {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly value: unknown;
}

/** Why a worker of the file, or a part of the file, cannot be registered. */
export interface Fault {
  readonly line: number;
  readonly workerId: string | null;
  /** The invalid field; empty for the whole row. */
  readonly field: string;
  readonly message: string;
}

export interface Rows {
  readonly rows: readonly Row[];
  readonly faults: readonly Fault[];
}

/** A fault in the text itself. */
export const unreadable = (line: number, message: string): Fault => ({
  line,
  workerId: null,
  field: '',
  message,
});
