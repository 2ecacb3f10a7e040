import type { Command } from 'commander';
import type { CapacityDto, SlotsDto } from '../../foresight/dto/capacity.dto.js';
import { counted } from '../../platform/text/counted.js';
import { ahead } from '../arguments.js';
import { wrongUsage } from '../failure.js';
import { asksServer, sessionOf } from '../session.js';

interface Options {
  readonly pool?: string;
  readonly zone?: string;
  readonly horizon?: string;
  readonly at?: string;
}

const timeOf = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;

/** The command that says whether there will be enough slots. */
export function addCapacity(program: Command): void {
  asksServer(program.command('capacity').summary('show slots now and to come, and how many workers to have'))
    .description(
      'Shows the slots of the fleet, a pool or a zone, a forecast, and the workers that this asks for.',
    )
    .option('--pool <name>', 'a pool of the settings; default: the whole fleet')
    .option('--zone <name>', 'a zone of it; default: all')
    .option('--horizon <minutes>', 'how far ahead, from 5 to 10080 minutes; default: 30')
    .option('--at <time>', 'the same as a time within 7 days: "Mon 09:00", 2h, 2026-01-31T09:00:00Z', ahead)
    .addHelpText(
      'after',
      `
Examples:
  worker-registration capacity --horizon 120
  worker-registration capacity --at "Mon 09:00"
  worker-registration capacity --pool gpu --json | jq .wanted.workers`,
    )
    .action(async ({ pool, zone, horizon: minutes, at }: Options, command: Command) => {
      if (minutes !== undefined && at !== undefined)
        throw wrongUsage('--horizon and --at exclude each other', 'Use one of them.');
      const horizon = at === undefined ? minutes : minutesUntil(at);
      const { client, out } = sessionOf(command);
      const query = {
        ...(pool === undefined ? {} : { pool }),
        ...(zone === undefined ? {} : { zone }),
        ...(horizon === undefined ? {} : { horizonMinutes: horizon }),
      };
      const answer = await client.get<CapacityDto>('/capacity', query);
      if (out.json) return out.writeDocument(answer);
      const { now, forecast, wanted, leave, runsOutAt, shortages } = answer;
      out.writeLine(nowLine(now));
      const note = emptyZone(answer);
      if (note !== undefined) out.writeLine(note);
      out.writeLine(
        `${timeOf(forecast.at)}: ${counted(forecast.p50, 'slot')} used${boundOf(forecast)} (${recordOf(forecast)})`,
      );
      out.writeLine(`Wanted: ${wanted.why}`);
      if (runsOutAt !== null) out.writeLine(`Slots may run out: ${timeOf(runsOutAt)}`);
      for (const { sentence } of shortages.slice(0, 5)) out.writeLine(sentence);
      if (leave !== null && leave.workers.length > 0)
        out.writeTable(
          ['TAKE AWAY', 'ZONE', 'JOBS', 'WHY'],
          leave.workers.map(({ workerId, zone, jobs, why }) => [workerId, zone ?? '-', jobs, why]),
        );
    });
}

/** Returns the slots now as one line. */
export const nowLine = ({
  used,
  usable,
  free,
  workers,
}: Omit<SlotsDto, 'suspect' | 'draining' | 'expected'>): string =>
  `Now: ${used} of ${counted(usable, 'slot')} used, ${free} free, ${counted(workers, 'worker')}`;

/** The chosen zone, and those with workers. */
interface InZones {
  readonly zone: string | null;
  readonly now: { readonly zones: readonly { readonly zone: string | null }[] };
}

/** Zones that a hint names: the largest. */
const MAX_NAMES = 10;

/** Returns the zones that there are, if the chosen one has no workers: its name may be a mistake. */
export function emptyZone({ zone, now }: InZones): string | undefined {
  if (zone === null || now.zones.some((each) => each.zone === zone)) return undefined;
  const names = now.zones.flatMap((each) => each.zone ?? []);
  const others =
    names.length === 0 ? 'no zone has any' : `zones with workers: ${names.slice(0, MAX_NAMES).join(', ')}`;
  return `Zone ${JSON.stringify(zone)} has no workers; ${others}`;
}

const MINUTE_MS = 60_000;

/** The server forecasts in steps of five minutes, counted from the one that is under way. */
const STEP_MINUTES = 5;
const MAX_MINUTES = 10_080;

/** Returns how far ahead the step is that ends at a time, or next after it. */
export function minutesUntil(at: string, now = Date.now()): string {
  const time = Date.parse(at);
  if (time <= now) throw wrongUsage(`--at ${timeOf(at)} is in the past`, 'Use a time within 7 days.');
  const step = STEP_MINUTES * MINUTE_MS;
  const minutes = STEP_MINUTES * (Math.ceil(time / step) - 1 - Math.floor(now / step));
  if (minutes > MAX_MINUTES)
    throw wrongUsage(`--at ${timeOf(at)} is more than 7 days ahead`, 'Use a time within 7 days.');
  return String(Math.max(STEP_MINUTES, minutes));
}

const boundOf = ({ coverage, p95 }: CapacityDto['forecast']): string =>
  coverage === null ? '' : `, at most ${p95} at 95 %`;

const recordOf = ({ method, error, coverage, fresh }: CapacityDto['forecast']): string =>
  [
    `method ${method}`,
    ...(error === null ? [] : [`mean error ${error}`]),
    ...(coverage === null ? [] : [`${(100 * coverage).toFixed(1)} % within`]),
    ...(fresh ? [] : ['no recent history']),
  ].join(', ');
