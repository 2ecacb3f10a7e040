/** Quotes a name that others chose for a shell, if it needs it: a command that people copy must not run it. */
export const shellQuoted = (name: string): string =>
  /^[\w./:@][\w./:@-]*$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
