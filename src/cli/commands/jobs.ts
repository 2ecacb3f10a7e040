import type { Command } from 'commander';
import type { ClaimAnswerDto, JobAnswerDto, JobDto, JobPageDto } from '../../jobs/dto/jobs.dto.js';
import { list, whole } from '../arguments.js';
import { pathOf } from '../client.js';
import { eachItem } from '../each-worker.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
import { pages } from '../pages.js';
import { asksServer, sessionOf } from '../session.js';

interface ClaimOptions {
  tag?: string[];
  capability?: string[];
  zone?: string;
  priority?: number;
}

const PRIORITY = ['--priority <n>', 'priority of the job; 0 by default', whole(0)] as const;

/** The commands for jobs: who has which, and what a scheduler does with them. */
export function addJobs(program: Command): void {
  const jobs = program
    .command('jobs')
    .summary('list, claim, assign and end jobs')
    .description('Lists the jobs of a worker, and does by hand what schedulers do.');

  lists(jobs.command('list').summary('list the jobs of a worker'))
    .argument('<worker>', 'workerId or id')
    .option('--limit <n>', 'maximum number of jobs', whole(1), 1000)
    .addHelpText('after', '\nExample:\n  worker-registration jobs list worker-001')
    .action(
      async (worker: string, { limit, ...options }: ListOptions & { limit: number }, command: Command) => {
        const { client, out } = sessionOf(command);
        const read = pages(client, pathOf(worker, 'jobs'), {}, limit, (page: JobPageDto) => page.jobs);
        const found: JobDto[] = [];
        for await (const { items } of read) found.push(...items);
        await printList(out, JOBS, [found], options);
      },
    );

  asksServer(jobs.command('claim').summary('give a job to a worker that can take it'))
    .description('Gives a job to a lightly loaded worker that can take it, and prints which.')
    .argument('<job>', 'id of the job')
    .option('--tag <tag,…>', 'tags, all of which the worker must have', list)
    .option('--capability <name[=value],…>', 'capabilities, all of which the worker must have', list)
    .option('--zone <zone>', "zone of the worker; '' for workers without one")
    .option(...PRIORITY)
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration jobs claim job-1 --capability gpu,java=17 --zone eu-1',
    )
    .action(async (jobId: string, options: ClaimOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      const { tag: tags, capability, zone, priority } = options;
      const body = { jobId, tags, capabilities: capability && capabilitiesOf(capability), zone, priority };
      const answer = await client.post<ClaimAnswerDto>('/jobs/claim', body);
      if (out.json) return out.writeDocument(answer);
      out.writeLine(`${answer.worker.workerId}  has ${answer.jobId}, fence ${answer.fence}`);
    });

  asksServer(jobs.command('assign').summary('give a job to a worker'))
    .description('Gives a job to the named worker.')
    .argument('<worker>', 'workerId or id')
    .argument('<job>', 'id of the job')
    .option(...PRIORITY)
    .addHelpText('after', '\nExample:\n  worker-registration jobs assign worker-001 job-1')
    .action(async (worker: string, jobId: string, { priority }: ClaimOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      const answer = await client.post<JobAnswerDto>(pathOf(worker, 'jobs'), { jobId, priority });
      if (out.json) return out.writeDocument(answer);
      out.writeLine(`${worker}  ${answer.message}: ${jobId}, fence ${answer.fence}`);
    });

  asksServer(jobs.command('end').summary('end jobs of a worker'))
    .description(
      'Ends jobs of a worker: they no longer take its slots. The worker is not asked to stop them.',
    )
    .argument('<worker>', 'workerId or id')
    .argument('<job...>', 'ids of the jobs')
    .addHelpText('after', '\nExample:\n  worker-registration jobs end worker-001 job-1 job-2')
    .action(async (worker: string, ids: string[], _options: object, command: Command) => {
      const session = sessionOf(command);
      await eachItem(session, 'job', [...new Set(ids)], async (id) => {
        await session.client.delete(pathOf(worker, 'jobs', id));
        return { message: `Job of ${worker} ended` };
      });
    });
}

const JOBS: Listing<JobDto> = {
  key: 'jobs',
  nameOf: ({ jobId }) => jobId,
  none: 'No jobs.',
  columns: [
    { name: 'job', of: ({ jobId }) => jobId },
    { name: 'priority', of: ({ priority }) => priority },
    {
      name: 'assigned',
      of: ({ assignedAt }) => assignedAt,
      shown: ({ assignedAt }, out) => out.formatTime(assignedAt),
    },
    { name: 'fence', of: ({ fence }) => fence },
  ],
};

/** `gpu` is any value, `java=17` that value. */
function capabilitiesOf(words: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      return at < 0 ? [word, true] : [word.slice(0, at), valueOf(word.slice(at + 1))];
    }),
  );
}

function valueOf(text: string): unknown {
  return /^(true|false|-?\d+(\.\d+)?)$/.test(text) ? (JSON.parse(text) as unknown) : text;
}
