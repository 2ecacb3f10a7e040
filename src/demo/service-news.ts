import type { Client } from '../cli/client.js';
import { followEvents } from '../cli/follow-events.js';
import type { EventDto } from '../journal/dto/event.dto.js';
import type { Narrator } from './narrator.js';
import type { Pace } from './pace.js';

/** Events within this time are printed together. */
const GATHER_SECONDS = 1;
const NAMED = 4;

type Detail = EventDto['detail'];

/** The events to print, and their sentences for one worker and for several. */
const WORDS: Readonly<Record<string, { one: (detail: Detail) => string; many: string }>> = {
  unhealthy: { one: ({ error }) => `is UNHEALTHY: ${String(error)}`, many: 'are UNHEALTHY' },
  failed: { one: ({ error }) => `FAILED, its status is ERROR: ${String(error)}`, many: 'FAILED' },
  recovered: { one: () => 'is HEALTHY again', many: 'are HEALTHY again' },
  'cleaned-up': { one: () => 'was FAILED for too long and is LOST', many: 'were cleaned up: LOST' },
  'order-lifted': {
    one: ({ kind }) => `is no longer under ${String(kind)}`,
    many: 'are no longer under an order',
  },
};
const GUARDS: Readonly<Record<string, (detail: Detail) => string>> = {
  'guard-engaged': (detail) =>
    `the guard holds ${placeOf(detail)}: ${String(detail['silent'])} of ${String(detail['total'])} fell silent together, so none of them is failed`,
  'guard-ended': (detail) => `the guard releases ${placeOf(detail)}: most send heartbeats again`,
  'guard-spent': (detail) => `the guard of ${placeOf(detail)} timed out`,
};

/** Prints the service's journal, and runs released jobs elsewhere. */
export class ServiceNews {
  private readonly gathered: EventDto[] = [];

  constructor(
    private readonly client: Client,
    private readonly narrator: Narrator,
    private readonly released: (jobId: string) => void,
    private readonly pace: Pace,
  ) {}

  /** @throws the reason of the halt */
  async followService(): Promise<never> {
    const type = [...Object.keys(WORDS), ...Object.keys(GUARDS), 'job-released'];
    const follower = { event: (event: EventDto) => void this.gathered.push(event), note: () => undefined };
    const followed = followEvents(this.client, { type }, () => Promise.resolve([]), follower, this.pace.halt);
    return Promise.race([followed, this.tellAgainAndAgain()]);
  }

  private async tellAgainAndAgain(): Promise<never> {
    for (;;) {
      await this.pace.wait(GATHER_SECONDS);
      const events = this.gathered.splice(0);
      for (const event of events) if (event.type in GUARDS) this.guard(event);
      for (const type of Object.keys(WORDS))
        this.workers(
          type,
          events.filter((event) => event.type === type),
        );
      this.jobs(events.filter(({ type }) => type === 'job-released'));
    }
  }

  private guard({ type, detail }: EventDto): void {
    this.narrator.narrateService(type, GUARDS[type]!(detail));
  }

  private workers(type: string, events: readonly EventDto[]): void {
    const { one, many } = WORDS[type]!;
    if (events.length >= NAMED) this.narrator.narrateService(type, `${named(events)} ${many}`);
    else
      for (const { workerId, detail } of events)
        this.narrator.narrateService(type, `${workerId} ${one(detail)}`);
  }

  private jobs(events: readonly EventDto[]): void {
    if (events.length === 0) return;
    const jobIds = events.map(({ detail }) => String(detail['jobId']));
    const owners = [...new Set(events.map(({ workerId }) => workerId))].join(', ');
    this.narrator.narrateService(
      'jobs-released',
      `jobs of ${owners} were released, and run elsewhere: ${jobIds.join(', ')}`,
    );
    for (const jobId of jobIds) this.released(jobId);
  }
}

const placeOf = ({ scope, zone }: Detail): string =>
  scope === 'fleet' ? 'the whole fleet' : typeof zone === 'string' ? zone : 'the workers without a zone';

function named(events: readonly EventDto[]): string {
  const names = [...new Set(events.map(({ workerId }) => workerId))];
  const shown = names.slice(0, NAMED - 1).join(', ');
  return names.length < NAMED ? shown : `${names.length} workers (${shown}, …)`;
}
