import type { Client } from '@modelcontextprotocol/client';

/** What a tool of the MCP server answered. */
export interface Said {
  readonly text: string;
  /** The data, as parsed from between the delimiters. */
  readonly data: Record<string, unknown>;
  readonly refused: boolean;
  readonly raw: string;
}

/** Calls a tool, and reads the data from between its delimiters. */
export async function callTool(client: Client, name: string, input: object): Promise<Said> {
  const { content, isError } = await client.callTool({ name, arguments: { ...input } });
  const texts = (content as { text: string }[]).map(({ text }) => text);
  const raw = texts.join('\n');
  const [, , json = '{}'] =
    /<registry-data mark="(\w+)">\n(.*)\n<\/registry-data mark="\1">$/.exec(raw) ?? [];
  return { text: texts[0]!, data: JSON.parse(json) as Said['data'], refused: isError === true, raw };
}
