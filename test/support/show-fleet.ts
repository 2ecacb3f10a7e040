import { setTimeout as pause } from 'node:timers/promises';
import type { FleetWatch } from './health.js';
import type { TestServer } from './test-server.js';

const ZONES = ['eu-west-1a', 'eu-west-1b', 'us-east-1c', 'ap-south-1a'];
const KINDS = ['transcode', 'report', 'ingest', 'ml-train'];
const SIZE = 240;
const BEAT_MS = 2000;
/** How far back the invented past for the charts goes. */
const PAST_MINUTES = 350;

/** A fleet for demonstrations: busy, varied, with some problems. */
export class ShowFleet {
  private round = 0;
  private readonly names = Array.from({ length: SIZE }, (_, index) => nameOf(index));

  constructor(
    private readonly server: TestServer,
    private readonly watch: FleetWatch,
  ) {}

  /** Registers it, invents its past, and sends heartbeats until the server is closed. */
  async live(): Promise<void> {
    const { api } = this.server;
    await api.post(
      '/register/batch',
      this.names.map((_, index) => bodyOf(index)),
    );
    await this.makeUpStory();
    for (const [name, verb, body] of ORDERS) await api.post(`/${name}/${verb}`, body);
    for (let job = 4711; job < 4717; job += 1)
      await api.post('/transcode-040/jobs', { jobId: `job-${job}`, priority: job % 3 });
    await this.beat();
    await this.watch.silence(
      340,
      this.names.filter((_, index) => isSilent(index)),
    );
    for (let sweep = 0; sweep < 3; sweep += 1) {
      await this.watch.sweep();
      await this.beat();
    }
    await this.makeUpPast();
    void this.beatOn();
  }

  private async beatOn(): Promise<void> {
    for (;;) {
      await pause(BEAT_MS);
      try {
        await this.beat();
      } catch {
        return;
      }
    }
  }

  private async beat(): Promise<void> {
    this.round += 1;
    const items = this.names.flatMap((workerId, index) =>
      (isSilent(index) && this.round > 1) || workerId === 'report-021'
        ? []
        : [{ workerId, ...stateOf(index, this.round) }],
    );
    await this.server.api.post('/heartbeat/batch', items);
  }

  /** A past day of the worker in the pictures. */
  private async makeUpStory(): Promise<void> {
    const { database } = this.server;
    await database.query(
      `UPDATE worker_registration.journal SET at = at - interval '21 hours' WHERE worker_id = $1 AND type = 'registered'`,
      ['transcode-040'],
    );
    for (const [hours, type, actor, detail] of STORY)
      await database.query(
        `INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail, at)
         SELECT $1::worker_registration.event_type, id, worker_id, $2, $3::jsonb, now() - make_interval(mins => $4)
         FROM worker_registration.worker WHERE worker_id = 'transcode-040'`,
        [type, actor, JSON.stringify(detail), Math.round(hours * 60)],
      );
  }

  /** Copies of the last snapshot of the fleet, with the ups and downs of a day. */
  private async makeUpPast(): Promise<void> {
    await this.server.database.query(
      `INSERT INTO worker_registration.sweep (round, instance, cause, started_at, finished_at, statistics)
       SELECT -m, s.instance, 'schedule', now() - make_interval(mins => m), now() - make_interval(mins => m),
         s.statistics || jsonb_build_object(
           'usedCapacity', round(total * (0.44 + 0.16 * sin(m / 48.0) + 0.012 * sin(m * 0.7) * sin(m * 1.9))),
           'availableCapacity', round(total * (0.45 - 0.16 * sin(m / 48.0) - 0.012 * sin(m * 0.7) * sin(m * 1.9))),
           'systemHealthPercentage', 100 - CASE WHEN m BETWEEN 96 AND 136 THEN 9 * sin((m - 95) * pi() / 42) ELSE 0 END - 0.4 - 0.4 * sin(m / 20.0)
         )
       FROM (
         SELECT *, (statistics ->> 'totalCapacity')::float8 AS total
         FROM worker_registration.sweep WHERE statistics IS NOT NULL ORDER BY round DESC LIMIT 1
       ) AS s, generate_series(2, $1::integer) AS m`,
      [PAST_MINUTES],
    );
  }
}

/** What happened to a worker within the last day: hours ago, type, actor and detail. */
const STORY: readonly (readonly [hours: number, type: string, actor: string, detail: object])[] = [
  [19.5, 'unhealthy', 'service', { error: 'Reports ERROR: Disk /var is full' }],
  [18.9, 'failed', 'service', { error: 'Reports ERROR: Disk /var is full' }],
  [17.2, 'recovered', 'service', {}],
  [13, 'order-given', 'key:anna', { kind: 'MAINTENANCE', reason: 'New disks' }],
  [11.5, 're-registered', 'worker', { outcome: 'restarted', incarnation: 2 }],
  [11.2, 'order-lifted', 'key:anna', { kind: 'MAINTENANCE', reason: 'Disks are in' }],
  [6, 'unhealthy', 'service', { error: 'No heartbeat for 312 s; the lease lasts 300 s' }],
  [5.7, 'recovered', 'service', {}],
  [2.5, 'order-given', 'key:ben', { kind: 'DRAINING', reason: 'Version 2.5 rolls out' }],
  [1.4, 're-registered', 'worker', { outcome: 'restarted', incarnation: 3 }],
  [1.3, 'order-lifted', 'key:ben', { kind: 'DRAINING', reason: null }],
];

const nameOf = (index: number): string => `${KINDS[index % 4]}-${String(index).padStart(3, '0')}`;
const isSilent = (index: number): boolean =>
  (ZONES[Math.floor(index / 4) % 4] === 'ap-south-1a' && index % 7 !== 0) || index % 53 === 9;
const slotsOf = (index: number): number => [4, 8, 10, 16][index % 4]!;

const ORDERS: readonly (readonly [string, string, object])[] = [
  [
    'report-009',
    'maintenance',
    { reason: 'Kernel update', until: new Date(Date.now() + 5_400_000).toISOString() },
  ],
  ['report-017', 'maintenance', { reason: 'New disks' }],
  ['ingest-022', 'drain', { reason: 'Version 2.5 rolls out' }],
  ['ml-train-035', 'drain', { reason: 'Version 2.5 rolls out' }],
  ['report-021', 'deregister', { reason: 'Scaled down', forceDeregister: true }],
];

function bodyOf(index: number): object {
  const kind = KINDS[index % 4]!;
  const zone = ZONES[Math.floor(index / 4) % 4]!;
  return {
    workerId: nameOf(index),
    name: `${kind} in ${zone}`,
    hostName: `node-${index % 40}.${zone}.example.org`,
    hostAddress: `192.0.2.${(index % 250) + 1}`,
    port: 9090,
    maxConcurrentJobs: slotsOf(index),
    version: index % 9 === 0 ? '2.3.9' : index % 4 === 0 ? '2.4.0' : '2.4.1',
    tags: [kind, index % 3 === 0 ? 'staging' : 'production', ...(kind === 'ml-train' ? ['gpu'] : [])],
    capabilities: {
      [kind]: true,
      memoryGb: [16, 32, 64][index % 3],
      ...(kind === 'ml-train' && { gpu: ['a100', 'h100'] }),
    },
    bootId: 'first',
    ...(index % 41 !== 7 && { zone }),
  };
}

function stateOf(index: number, round: number): object {
  const slots = slotsOf(index);
  const load = 0.5 + 0.4 * Math.sin(index * 1.7 + round / 5);
  const jobs = nameOf(index) === 'transcode-040' ? 4 : Math.round(slots * load);
  const state = {
    bootId: 'first',
    status: jobs === 0 ? 'IDLE' : jobs >= slots * 0.8 ? 'BUSY' : 'ACTIVE',
    currentJobCount: jobs,
    cpuUsage: Math.round(load * 880 + (index % 11) * 9) / 10,
    memoryUsage: Math.round(450 + 250 * load + (index % 7) * 8) / 10,
  };
  if (index === 61) return { ...state, status: 'ERROR', message: 'Disk /var is full' };
  if (index === 86) return { ...state, currentJobCount: slots + 3 };
  return state;
}
