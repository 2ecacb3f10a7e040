import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import type { RegistrationAnswerDto } from '../../workers/dto/answers.dto.js';
import { list, whole } from '../arguments.js';
import { wrongUsage } from '../failure.js';
import { FORMATS, formatOf, type Format } from '../fleet/format.js';
import { registerFleet } from '../fleet/register-fleet.js';
import { plain } from '../output.js';
import { asksServer, sessionOf } from '../session.js';

interface Options {
  name?: string;
  maxJobs?: number;
  zone?: string;
  tag?: string[];
  workerVersion?: string;
  format?: string;
  dryRun?: boolean;
}

export function addRegister(program: Command): void {
  asksServer(program.command('register').summary('register one worker, or a fleet from a file'))
    .description(
      `Registers one worker, or all of a file (${FORMATS.join(', ')}; - is standard input). It is known then, and INACTIVE
until it is heard of. Of one that runs already the description alone changes.`,
    )
    .argument('<worker|file|->', 'a workerId; or a file, which exists or ends like one')
    .argument('[address]', 'where one worker is dialled: host or host:port')
    .option('--name <name>', 'one worker: its name for people; the workerId where left out')
    .option('--max-jobs <n>', 'one worker: the most jobs at once; 1 where left out', whole(1))
    .option('--zone <zone>', 'one worker: its zone')
    .option('--tag <tag,…>', 'one worker: its tags', list)
    .option('--worker-version <version>', 'one worker: the version of its program')
    .option('--format <format>', `a file: ${FORMATS.join(', ')}; told from its name where left out`)
    .option('--dry-run', 'a file: only tell what would be new, changed and unchanged, and every fault')
    .addHelpText(
      'after',
      `
Examples:
  worker-registration register worker-1 node1:50052 --max-jobs 4
  worker-registration register fleet.yaml --dry-run
  worker-registration register fleet.csv
  make-fleet | worker-registration register - --format ndjson --json`,
    )
    .action(run);
}

async function run(
  what: string,
  address: string | undefined,
  options: Options,
  command: Command,
): Promise<void> {
  const { format, dryRun = false, ...describing } = options;
  const isFile = address === undefined && (what === '-' || formatOf(what) !== undefined || existsSync(what));
  if (isFile) {
    if (Object.keys(describing).some((name) => ONE_ONLY.has(name)))
      throw wrongUsage('A file describes its workers itself', 'Leave the options of one worker out.');
    return registerFleet(sessionOf(command), what, chosenFormat(what, format), dryRun);
  }
  if (format !== undefined || dryRun)
    throw wrongUsage(`There is no file ${plain(what)}`, '--format and --dry-run are for files.');
  const { client, out } = sessionOf(command);
  const { name = what, maxJobs = 1, zone, tag, workerVersion } = describing;
  const body = { workerId: what, name, hostAddress: address, maxConcurrentJobs: maxJobs, zone, tags: tag };
  const answer = await client.post<RegistrationAnswerDto>('/register', {
    ...body,
    version: workerVersion,
    expectOnline: false,
  });
  if (out.json) return out.document(answer);
  out.line(
    `${plain(answer.worker.workerId)}  ${plain(answer.message)} (${answer.outcome}), id ${answer.worker.id}`,
  );
  for (const warning of answer.warnings) out.note(plain(warning));
}

const ONE_ONLY = new Set(['name', 'maxJobs', 'zone', 'tag', 'workerVersion']);

function chosenFormat(file: string, given: string | undefined): Format {
  const format = given ?? formatOf(file);
  const known = FORMATS.find((each) => each === format);
  if (known !== undefined) return known;
  const message =
    given === undefined
      ? `The format of ${file === '-' ? 'standard input' : plain(file)} is not known`
      : `${plain(given)} is no format`;
  throw wrongUsage(message, `Give --format: ${FORMATS.join(', ')}.`);
}
