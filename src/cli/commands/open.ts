import type { Command } from 'commander';
import { spawn } from 'node:child_process';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { commandLineEnvironment } from '../../platform/config/command-line.js';
import { pathOf } from '../client.js';
import { asksServer, sessionOf } from '../session.js';

export function addOpen(program: Command): void {
  asksServer(program.command('open').alias('ui').summary('open the dashboard, or the page of a worker'))
    .description(
      'Prints the address of the dashboard, or of the page of a worker, and opens it in a browser.',
    )
    .argument('[worker]', 'workerId or id')
    .option('-n, --no-browser', 'only print the address')
    .addHelpText('after', '\nExample:\n  worker-registration open worker-001')
    .action(async (worker: string | undefined, options: { browser: boolean }, command: Command) => {
      const { client, out } = sessionOf(command);
      const url = new URL('/dashboard', client.api);
      if (worker !== undefined) {
        const { workerId } = await client.get<WorkerDto>(pathOf(worker));
        url.pathname += `/workers/${encodeURIComponent(workerId)}`;
      }
      if (out.json) out.writeDocument({ url: url.href });
      else out.writeLine(url.href);
      if (options.browser && process.stdout.isTTY && commandLineEnvironment().hasDisplay)
        openBrowser(url.href);
    });
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** A missing browser is no failure: the address was printed. */
function openBrowser(url: string): void {
  const [program, ...before] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
