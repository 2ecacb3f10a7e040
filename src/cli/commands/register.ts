import type { Command } from 'commander';
import { statSync } from 'node:fs';
import type { RegistrationAnswerDto } from '../../workers/registration/dto/registration-answers.dto.js';
import { list, whole } from '../arguments.js';
import { wrongUsage } from '../failure.js';
import { looksLikeFile } from '../fleet/format.js';
import { noFile } from '../fleet/import-fleet.js';
import { asksServer, sessionOf } from '../session.js';
import { fileOptions, importFile, isFileOption, type FileOptions } from './import.js';

interface Options extends FileOptions {
  name?: string;
  maxJobs?: number;
  zone?: string;
  tag?: string[];
  workerVersion?: string;
}

export function addRegister(program: Command): void {
  fileOptions(
    asksServer(program.command('register').summary('register one worker'))
      .description(
        `Registers one worker. It is INACTIVE until it sends a heartbeat; for a running worker only the description changes.
With an existing file, or -, the same as \`import\`.`,
      )
      .argument('<worker>', 'a workerId')
      .argument('[address]', 'address at which to probe the worker: host or host:port')
      .option('--name <name>', 'display name; the workerId by default')
      .option('--max-jobs <n>', 'maximum number of concurrent jobs; 1 by default', whole(1))
      .option('--zone <zone>', 'its zone')
      .option('--tag <tag,…>', 'its tags', list)
      .option('--worker-version <version>', 'version of its program'),
  )
    .addHelpText('after', '\nExample:\n  worker-registration register worker-1 node1:50052 --max-jobs 4')
    .action(run);
}

async function run(
  what: string,
  address: string | undefined,
  options: Options,
  command: Command,
): Promise<void> {
  const given = Object.keys(options);
  if (address === undefined && (what === '-' || isFile(what))) {
    if (given.some((name) => ONE_ONLY.has(name)))
      throw wrongUsage(
        `${what} is a file, which describes its own workers`,
        'Omit the options of a single worker; to register a worker of that name, add its address.',
      );
    return importFile(what, options, command);
  }
  if (address === undefined && looksLikeFile(what)) throw noFile(what);
  if (given.some(isFileOption))
    throw wrongUsage(
      `File ${what} not found`,
      '--format, --encoding, --dry-run and --all-or-nothing are for files.',
    );
  const { client, out } = sessionOf(command);
  const { name = what, maxJobs = 1, zone, tag, workerVersion } = options;
  const body = { workerId: what, name, hostAddress: address, maxConcurrentJobs: maxJobs, zone, tags: tag };
  const answer = await client.post<RegistrationAnswerDto>('/register', {
    ...body,
    version: workerVersion,
    expectOnline: false,
  });
  if (out.json) return out.writeDocument(answer);
  out.writeLine(`${answer.worker.workerId}  ${answer.message} (${answer.outcome}), id ${answer.worker.id}`);
  for (const warning of answer.warnings) out.writeNote(warning);
}

const ONE_ONLY = new Set(['name', 'maxJobs', 'zone', 'tag', 'workerVersion']);

/** A folder with the name of a worker is no reason to refuse the worker. */
function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}
