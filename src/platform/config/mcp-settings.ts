import { flag, type Setting } from './setting.js';

/** `mcp.*`: the Model Context Protocol. */
export const mcp = {
  enabled: flag(
    false,
    'Serves /mcp, by which language models ask about the fleet and propose operations (docs/mcp.md). For access the rules of the API apply.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
