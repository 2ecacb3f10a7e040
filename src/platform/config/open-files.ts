import { readFileSync } from 'node:fs';

/**
 * Returns how many files, including connections, this process may have open; undefined if there is no limit
 * or the system does not report it. Node.js has raised the soft limit to the hard one by then.
 */
export function openFileLimit(read: () => string = readLimits): number | undefined {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(read()) ?? [];
  return soft === undefined ? undefined : Number(soft);
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // Available on Linux only.
    return '';
  }
}
