/** How the cells of a CSV file are told apart, and where its head begins. */
export interface Dialect {
  readonly delimiter: string;
  /** The lines before the head: 1 where the first one is `sep=;`, as Excel writes it. */
  readonly skippedLines: number;
}

/** By `sep=`, else by the head: a comma, else a semicolon (spreadsheets of half of Europe), else a tab. */
export function dialectOf(text: string): Dialect {
  const [, named] = /^"?sep=([^\n"])"?(?:\n|$)/i.exec(text) ?? [];
  if (named !== undefined) return { delimiter: named, skippedLines: 1 };
  const head = unquoted(text.trimStart().split('\n', 1)[0]!);
  const delimiter = [',', ';', '\t'].find((each) => head.includes(each)) ?? ',';
  return { delimiter, skippedLines: 0 };
}

const unquoted = (line: string): string => line.replaceAll(/"[^"]*"/g, '');
