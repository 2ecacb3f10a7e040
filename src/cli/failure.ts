/** How a command ends; docs/cli.md lists them for scripts. */
export const EXIT = {
  done: 0,
  /** The server refused, or something failed. */
  failed: 1,
  usage: 2,
  unreachable: 3,
  forbidden: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why a command ends without being done: told in one line on standard error, never as a stack. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    /** What helps, as a sentence. */
    readonly remedy: string,
    readonly exitCode: ExitCode,
    /** What the server answered, where it did. */
    readonly answer?: { readonly status: number; readonly code: string | undefined },
  ) {
    super(message);
  }

  /** Both sentences in one line. */
  get line(): string {
    const ends = /[.!?]$/.test(this.message) ? '' : '.';
    return `${this.message}${ends} ${this.remedy}`.trim().replaceAll(/\s*\n\s*/g, ' ');
  }
}

/** The command line was not understood. */
export const wrongUsage = (message: string, remedy: string): Failure =>
  new Failure(message, remedy, EXIT.usage);
