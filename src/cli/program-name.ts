import { basename } from 'node:path';

const LONG_NAME = 'worker-registration';
const SHORT_NAME = 'wr';
/** All names under which the program is installed. */
export const PROGRAM_NAMES = [LONG_NAME, SHORT_NAME] as const;

/** Returns the name by which the program was called; npm may add an extension. */
export function programName(): string {
  const called = basename(process.argv[1] ?? '').replace(/\.(js|cmd|exe)$/, '');
  return called === SHORT_NAME ? SHORT_NAME : LONG_NAME;
}

/** Puts the name by which the program was called into our own text, wherever a command follows its name. */
export const asCalled = (text: string): string =>
  text.replaceAll(/\bworker-registration (?=[a-z-])/g, `${programName()} `);
