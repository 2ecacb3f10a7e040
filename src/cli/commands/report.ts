import { Argument, type Command } from 'commander';
import { visibleLines } from '../../agent/visible.js';
import { past } from '../arguments.js';
import type { Query } from '../client.js';
import { wrongUsage } from '../failure.js';
import { asksServer, printsReport, sessionOf } from '../session.js';

const ABOUT = ['availability', 'access', 'changes', 'registrations'] as const;
type About = (typeof ABOUT)[number];

/** It is about actors, not workers. */
const WITHOUT_ZONE: ReadonlySet<About> = new Set(['access']);

const DAY_MS = 86_400_000;

interface Options {
  readonly day?: boolean;
  readonly week?: boolean;
  readonly from?: string;
  readonly until?: string;
  readonly zone?: string;
}

/** The command that prints reports about a period. */
export function addReport(program: Command): void {
  printsReport(
    asksServer(program.command('report').summary('report availability, access, changes and registrations')),
  )
    .description(
      'Prints reports about a period as Markdown: availability by zone and worker with the losses, who did what, what was changed, and registrations by cause.',
    )
    .addArgument(
      new Argument('[about]', 'one of them; default: all, and with -o csv availability').choices(ABOUT),
    )
    .option('--week', 'the last 7 days, the default')
    .option('--day', 'the last 24 hours')
    .option('--from <time>', 'begin, or 12h, 30d ago; up to 31 days before the end', past)
    .option('--until <time>', 'end, or 2h, 7d ago; by default now', past)
    .option('--zone <name>', 'only workers of this zone; not for access, which is about people')
    .addHelpText(
      'after',
      `
Examples:
  worker-registration report --week > week.md
  worker-registration report availability --from 2026-01-01 --until 2026-02-01 -o csv
  worker-registration report registrations --day --zone eu-west-1a -o json | jq .frequent`,
    )
    .action(run);
}

async function run(about: About | undefined, options: Options, command: Command): Promise<void> {
  const { client, out } = sessionOf(command);
  const query = queryOf(about, options);
  if (out.json) {
    const reports = await Promise.all(
      chosen(about, options).map(
        async (each) => [each, await client.get(`/reports/${each}`, query)] as const,
      ),
    );
    return out.writeDocument(about === undefined ? Object.fromEntries(reports) : reports[0]![1]);
  }
  const isCsv = out.format === 'csv';
  const each = isCsv ? [about ?? 'availability'] : chosen(about, options);
  const texts = await Promise.all(
    each.map((name) => client.getText(`/reports/${name}`, { ...query, format: isCsv ? 'csv' : 'md' })),
  );
  out.writeRaw(visibleLines(texts.join('\n')));
}

const chosen = (about: About | undefined, { zone }: Options): readonly About[] =>
  about === undefined ? ABOUT.filter((each) => zone === undefined || !WITHOUT_ZONE.has(each)) : [about];

function queryOf(about: About | undefined, { day = false, week = false, from, until, zone }: Options): Query {
  if ([day, week, from !== undefined].filter(Boolean).length > 1)
    throw wrongUsage('--day, --week and --from exclude each other', 'Give one of them.');
  if (zone !== undefined && about !== undefined && WITHOUT_ZONE.has(about))
    throw wrongUsage(
      `A report of ${about} has no --zone`,
      'It is about people, not workers: leave --zone out.',
    );
  const end = until === undefined ? Date.now() : Date.parse(until);
  const begin = from ?? new Date(end - (day ? 1 : 7) * DAY_MS).toISOString();
  return { from: begin, until, zone };
}
