import { Argument, type Command } from 'commander';
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
    .summary('run the service with a demo fleet: workers crash, stall and come back')
    .description(
      `Starts the service with its own database, and a fleet whose workers accept jobs, crash, stall, flap, drain and
come back. Ctrl-C stops everything; nothing is kept.`,
    )
    .option('--workers <n>', 'number of workers, 6 to 500', whole(6, 500), 60)
    .option('--zones <n>', 'number of zones, 1 to 26', whole(1, 26), 3)
    .option('--port <port>', 'port of the service; by default 8080, or a free one', whole(1, 65_535))
    .option('--seed <n>', 'seed of the story', whole(0), 1)
    .option('--pace <n>', 'speed factor', whole(1, 20), 1)
    .option('--json', 'print events as NDJSON, one per line')
    .addHelpText(
      'after',
      `
Examples:
  worker-registration demo --workers 200 --zones 5
  npm run demo -- --port 25000     (npm keeps options before -- to itself)`,
    )
    // npm keeps the option of `npm run demo --port 25000` to itself, and passes its value on.
    .addArgument(new Argument('[port]').argParser(whole(1, 65_535)))
    .action(async (bare: number | undefined, { port = bare, json = false, ...options }: Options) => {
      // It loads the agent and much else that no other command needs.
      const { runDemo } = await import('../../demo/demo.js');
      const { portFor } = await import('../../demo/port.js');
      const { welcome } = await import('../../demo/welcome.js');
      const { haltOnSignals } = await import('../../server/halt.js');
      const halting = haltOnSignals();
      const out = new Output(json ? 'ndjson' : 'table');
      const chosen = await portFor(port);
      await runDemo(options, chosen, out, (url) => welcome(out, url, options), halting.signal);
      if (!json) out.writeLine('The demo has ended: everything was stopped, and nothing was kept.');
      await halting.echoes();
      process.exit(0);
    });
}
