import { visible } from '../agent/visible.js';
import { csvRow as row } from '../platform/text/csv.js';

/** Formats one row of CSV; control characters are escaped. */
export const csvRow = (cells: readonly unknown[]): string => row(cells, visible);
