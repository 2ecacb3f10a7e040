/**
 * The service cannot start, and a person has to do something about it.
 * Printed as two lines (what is wrong, what helps), never as a stack; the process ends with exit code 1.
 */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(
    message: string,
    /** What the reader can do, as a sentence: "Set SERVER_PORT to a free port." */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
