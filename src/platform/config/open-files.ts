import { readFileSync } from 'node:fs';

/**
 * How many files, connections included, this process may have open; undefined where there is no limit or where the system
 * does not tell. Node.js has raised the soft limit to the hard one by then.
 */
export function openFileLimit(read: () => string = readLimits): number | undefined {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(read()) ?? [];
  return soft === undefined ? undefined : Number(soft);
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // Only Linux has it.
    return '';
  }
}
