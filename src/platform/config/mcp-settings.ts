import { flag, type Setting } from './setting.js';

/** `mcp.*`: the Model Context Protocol. */
export const mcp = {
  enabled: flag(false, 'Serves /mcp for language models (docs/mcp.md).'),
} as const satisfies Record<string, Setting<unknown>>;
