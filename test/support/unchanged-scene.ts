import { v7 as uuidv7 } from 'uuid';
import type { UnwrittenSource } from '../../src/detection/watch/lease-watch.service.js';
import type { Beat } from '../../src/workers/heartbeats/store/beat.js';
import type { Renewal } from '../../src/workers/heartbeats/store/renewal-row.js';
import { UnchangedBeats } from '../../src/workers/heartbeats/unchanged/unchanged-beats.js';

const REPORT = { status: 'BUSY', currentJobCount: 1 } as const;
const LEASE = 300;

/** One worker of an instance whose clock is set by hand; its interval is 30 s, and its floor of suspicion 10 s. */
export class UnchangedScene {
  readonly id = uuidv7();
  now = 1_000_000;
  isLive = true;
  isCurrent = true;
  isFoundLate = false;
  longestSeconds = 30;
  readonly noted: (number | undefined)[] = [];
  readonly metrics = new Map<string, () => number>();
  changed: (ids: readonly string[] | undefined) => void = () => undefined;
  moved: (id: string | undefined) => void = () => undefined;
  gap: () => void = () => undefined;
  lostSession: (id: string) => void = () => undefined;
  source!: UnwrittenSource;
  readonly beats: UnchangedBeats;

  constructor(heartbeatWrite = 'changes') {
    jest.spyOn(performance, 'now').mockImplementation(() => this.now);
    const parts = {
      changes: {
        isCurrent: () => this.isCurrent,
        startListening: (changed: typeof this.changed) => (this.changed = changed),
      },
      moves: {
        scene: this,
        get isLive() {
          return this.scene.isLive;
        },
        startListening: (moved: typeof this.moved) => (this.moved = moved),
        notifyMove: (from: number | undefined) => this.noted.push(from),
      },
      watch: {
        noteHeartbeat: () => !this.isFoundLate,
        onLostSession: (listener: typeof this.lostSession) => (this.lostSession = listener),
        supplyUnwritten: (source: typeof this.source) => (this.source = source),
      },
      suspicion: {
        scene: this,
        get longestSeconds() {
          return this.scene.longestSeconds;
        },
        unwrittenSeconds: (lease: number) =>
          Math.min(lease / 2, Math.max(0, lease - 3 * this.longestSeconds)),
      },
      instance: { onGap: (listener: typeof this.gap) => (this.gap = listener) },
      metrics: {
        addCounter: ({ name, read }: Metric) => this.metrics.set(name, () => read()[0][1]),
        addGauge: ({ name, read }: Metric) => this.metrics.set(name, () => read()[0][1]),
      },
      settings: {
        worker: {
          heartbeatWrite,
          heartbeatTimeoutMinutes: LEASE / 60,
          heartbeatIntervalSeconds: 30,
          maxHeartbeatsPerSecond: 10_000,
          suspectFloorSeconds: 10,
        },
      },
    };
    this.beats = new UnchangedBeats(
      ...(Object.values(parts) as ConstructorParameters<typeof UnchangedBeats>),
    );
    this.beats.onModuleInit();
  }

  beat(given: Partial<Beat> = {}): Beat {
    return { id: this.id, count: 1, shown: false, ...REPORT, ...given };
  }

  /** Writes a heartbeat, whose statement begins now. */
  write(given: Partial<Beat> = {}, renewal: Partial<Renewal> = {}, isLast = true): Beat {
    const written = this.beats.toWrite(this.beat(given));
    const state = {
      renewedAt: new Date(this.now).toISOString(),
      leaseSeconds: null,
      presence: 'PRESENT',
    } as const;
    const others = { orderKind: null, hasRevokedJobs: false, endsSilence: false, state: undefined } as const;
    const facts = { isSettled: true, movedFrom: undefined, intervalSeconds: 30 } as const;
    this.beats.noteStored(written, { ...state, ...others, ...facts, ...renewal }, this.now, isLast);
    return written;
  }

  pass(seconds: number): void {
    this.now += seconds * 1000;
  }

  /** Whether a heartbeat is answered without a write. */
  skips(given: Partial<Beat> = {}): boolean {
    return this.beats.answerUnchanged(this.beat(given)) !== undefined;
  }
}

interface Metric {
  readonly name: string;
  readonly read: () => [[object, number]];
}
