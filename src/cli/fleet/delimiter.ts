/** The delimiter of a CSV file, and where its header begins. */
export interface Dialect {
  readonly delimiter: string;
  /** Number of lines before the header: 1 if the first one is `sep=;`, as Excel writes it. */
  readonly skippedLines: number;
}

/**
 * Detects the delimiter from `sep=`, otherwise from the header: a comma, else a semicolon (spreadsheets in half of
 * Europe), else a tab.
 */
export function dialectOf(text: string): Dialect {
  const [, named] = /^"?sep=([^\n"])"?(?:\n|$)/i.exec(text) ?? [];
  if (named !== undefined) return { delimiter: named, skippedLines: 1 };
  const head = unquoted(text.trimStart().split('\n', 1)[0]!);
  const delimiter = [',', ';', '\t'].find((each) => head.includes(each)) ?? ',';
  return { delimiter, skippedLines: 0 };
}

const unquoted = (line: string): string => line.replaceAll(/"[^"]*"/g, '');
