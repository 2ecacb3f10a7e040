/** The exit codes of a command; docs/cli.md lists them for scripts. */
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

/** The failure of a command: printed in one line on standard error, never as a stack. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    /** How to fix it, as a sentence. */
    readonly remedy: string,
    readonly exitCode: ExitCode,
    /** The server's response, if there was one. */
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

/** An invalid command line. */
export const wrongUsage = (message: string, remedy: string): Failure =>
  new Failure(message, remedy, EXIT.usage);
