import type { Command } from 'commander';
import { createInterface } from 'node:readline';
import { asksServer, sessionOf } from '../session.js';
import { McpBridge } from '../mcp-bridge.js';

export function addMcp(program: Command): void {
  asksServer(program.command('mcp').summary('serve MCP on standard input and output'))
    .description(
      'Serves the Model Context Protocol on standard input and output, for programs that start their MCP servers. Passes each message to /mcp of the server, which needs mcp.enabled, with your key.',
    )
    .addHelpText('after', '\nExample:\n  worker-registration mcp --server https://registration.example.org')
    .action(async (_options: object, command: Command) => {
      const { connection } = sessionOf(command);
      const bridge = new McpBridge(connection, (line) => void process.stdout.write(`${line}\n`));
      for await (const line of createInterface({ input: process.stdin })) await bridge.passMessage(line);
      await bridge.waitForPending();
    });
}
