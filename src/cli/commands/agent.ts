import type { Command } from 'commander';
import { connectionOf } from '../settings.js';

/** The sidecar parses its own arguments: those after `--` belong to another program. */
export function addAgent(program: Command): void {
  program
    .command('agent')
    .summary('run a program and keep it registered as a worker')
    .usage('[options] -- <command> [arguments]')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .argument('[arguments...]')
    .action(async () => {
      const { sidecar } = await import('../../agent/sidecar.js');
      const given = process.argv.slice(process.argv.indexOf('agent', 2) + 1);
      process.exit(await sidecar(withServer(given)));
    });
}

/** Adds the server of all other commands, unless the arguments name one. */
function withServer(given: readonly string[]): readonly string[] {
  const end = given.indexOf('--');
  const own = end < 0 ? given : given.slice(0, end);
  if (own.some((word) => /^(--server(=|$)|--help$|-h$)/.test(word))) return given;
  return ['--server', connectionOf({}).server, ...given];
}
