import type { BROKEN } from './breakages.mjs';

/** See broken-builds.mjs. */
export function brokenModules(
  edits: (typeof BROKEN)[number]['edits'],
): Promise<{ path: string; text: string }[]>;
