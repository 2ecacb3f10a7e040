/**
 * Thrown when the service cannot start and a person has to act. Printed as two lines (problem and remedy),
 * never as a stack; the process ends with exit code 1.
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

  /** Both as sentences: in one line, unless the problem is a list. */
  get text(): string {
    const { message, remedy } = this;
    if (message.includes('\n')) return `${message}\n${remedy}`;
    return `${message}${/[.!?]$/.test(message) ? '' : '.'} ${remedy}`;
  }
}

/** Settings that cannot be used: nothing was tried. */
export class SettingsError extends StartError {}
