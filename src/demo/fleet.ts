import { join } from 'node:path';
import { agentSettings, type WorkerAgentOptions } from '../agent/options.js';
import type { DemoWorker, DemoWorkerCallbacks } from './demo-worker.js';
import type { Dice } from './dice.js';
import { ProgramWorker } from './program-worker.js';
import { SimulatedWorker } from './simulated-worker.js';

/** Number of workers that are processes with the agent of the library, one per zone; 60 MB each. */
const PROGRAMS = 3;
const TAGS = [['gpu', 'batch'], ['web'], ['batch', 'nightly']];

export interface FleetPlan {
  readonly server: string;
  readonly workers: number;
  readonly zones: number;
  /** Where programs keep their state. */
  readonly folder: string;
  /** Maximum pause between attempts to reach the service. */
  readonly longestPauseMs: number;
}

/** The workers of the demo. */
export class Fleet {
  readonly programs: readonly ProgramWorker[];
  readonly simulated: readonly SimulatedWorker[];
  /** By their names. */
  readonly all: ReadonlyMap<string, DemoWorker>;

  constructor(plan: FleetPlan, dice: Dice, callbacks: DemoWorkerCallbacks) {
    const programs: ProgramWorker[] = [];
    const simulated: SimulatedWorker[] = [];
    for (const { options, zone, slots, isFirst } of described(plan, dice)) {
      if (isFirst && programs.length < PROGRAMS) programs.push(new ProgramWorker(options, zone, callbacks));
      else simulated.push(new SimulatedWorker(agentSettings(options), zone, slots, dice, callbacks));
    }
    this.programs = programs;
    this.simulated = simulated;
    this.all = new Map([...programs, ...simulated].map((worker) => [worker.workerId, worker]));
  }

  /** Ends all of them immediately. */
  crashAll(): void {
    for (const worker of this.all.values()) worker.crashWorker();
  }
}

interface Described {
  readonly options: WorkerAgentOptions;
  readonly zone: string;
  readonly slots: number;
  /** Whether it is the first one of its zone. */
  readonly isFirst: boolean;
}

function described({ server, workers, zones, folder, longestPauseMs }: FleetPlan, dice: Dice): Described[] {
  return Array.from({ length: workers }, (_, index) => {
    const zone = `zone-${String.fromCodePoint('a'.codePointAt(0)! + (index % zones))}`;
    const place = Math.floor(index / zones) + 1;
    const workerId = `${zone}-${String(place).padStart(2, '0')}`;
    const slots = Math.round(dice.between(2, 6));
    const options = {
      server,
      workerId,
      zone,
      maxConcurrentJobs: slots,
      name: `Worker ${place} of ${zone}`,
      // Addresses reserved for documentation (RFC 5737).
      hostAddress: `192.0.2.${(index % 250) + 1}`,
      port: 9000 + Math.floor(index / 250),
      tags: dice.of(TAGS)!,
      capabilities: { java: dice.next() < 0.5 ? 17 : 21 },
      version: dice.next() < 0.8 ? '2.4.1' : '2.5.0',
      stateFile: join(folder, `${workerId}.json`),
      heartbeat: { longestPauseMs },
      log: false,
    } as const;
    return { options, zone, slots, isFirst: place === 1 };
  });
}
