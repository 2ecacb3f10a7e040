/** Text that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@]/;

/**
 * Formats one row of CSV (RFC 4180). A formula gets a quote before it.
 * @param plain makes text from others harmless
 */
export const csvRow = (cells: readonly unknown[], plain: (text: string) => string): string =>
  `${cells.map((cell) => csvCell(cell, plain)).join(',')}\n`;

function csvCell(value: unknown, plain: (text: string) => string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = plain(typeof value === 'string' ? value : JSON.stringify(value));
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
