import type { Command } from 'commander';
import { whole } from '../arguments.js';
import { Output } from '../output.js';

interface Options {
  workers: number;
  zones: number;
  port?: number;
  seed: number;
  pace: number;
  json?: boolean;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .summary('the service with a fleet that lives: workers crash, stall and come back')
    .description(
      `Starts the service with a database of its own, and a fleet whose workers take jobs, crash, stall, flap, drain and come
back. Nothing is kept: Ctrl-C ends all of it.`,
    )
    .option('--workers <n>', 'how many workers', whole(6, 500), 60)
    .option('--zones <n>', 'in how many zones', whole(1, 26), 3)
    .option(
      '--port <port>',
      'where the service listens; 8080 where left out, or a free one',
      whole(1, 65_535),
    )
    .option('--seed <n>', 'another one tells another story', whole(0), 1)
    .option('--pace <n>', 'how many times as fast everything happens', whole(1, 20), 1)
    .option('--json', 'what happens as NDJSON, one thing a line')
    .addHelpText('after', '\nExample:\n  worker-registration demo --workers 200 --zones 5')
    .action(async ({ port, json = false, ...options }: Options) => {
      // It needs the agent and much else that no other command waits for.
      const { runDemo } = await import('../../demo/demo.js');
      const { portFor } = await import('../../demo/port.js');
      const { welcome } = await import('../../demo/welcome.js');
      const { haltOnSignals } = await import('../../server/halt.js');
      const halting = haltOnSignals();
      const out = new Output(json);
      const chosen = await portFor(port);
      await runDemo(options, chosen, out, (url) => welcome(out, url, options), halting.signal);
      if (!json) out.line('The demo has ended: nothing runs any more, and nothing was kept.');
      await halting.echoes();
      process.exit(0);
    });
}
