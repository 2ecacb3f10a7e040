import { visible } from '../agent/visible.js';

/** Text that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@]/;

/** Formats one row of CSV (RFC 4180). Control characters are escaped, and a formula gets a quote before it. */
export const csvRow = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\n`;

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = visible(typeof value === 'string' ? value : JSON.stringify(value));
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
