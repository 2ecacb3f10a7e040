import { storeFleet, type FleetRow } from '../factories/fleet.rows.js';
import type { AlertsDto } from '../../src/alerts/dto/alerts.dto.js';
import { SWEEPS_BY_HAND } from './health.js';
import type { TestDatabase } from './database.js';
import type { TestServer } from './test-server.js';
import { until } from './waiting.js';

/** Rules are evaluated all the time, and no message waits for another. */
export const ALERTS_AT_ONCE = {
  ...SWEEPS_BY_HAND,
  'alerts.interval-ms': 100,
  'alerts.group-wait-ms': 0,
  'alerts.group-interval-minutes': 0.001,
} as const;

type Alert = AlertsDto['alerts'][number];

/** A fleet with problems, and the alerts of the service about it. */
export class AlertWatch {
  constructor(private readonly server: TestServer) {}

  private get database(): TestDatabase {
    return this.server.database;
  }

  async all(): Promise<AlertsDto> {
    return (await this.server.api.get<AlertsDto & Record<string, unknown>>('/alerts')).body;
  }

  async alert(rule: string): Promise<Alert | undefined> {
    return (await this.all()).alerts.find((each) => each.rule === rule);
  }

  async webhook(name: string): Promise<AlertsDto['webhooks'][number]> {
    return (await this.all()).webhooks.find((each) => each.name === name)!;
  }

  /** The alert of a rule, once it is in that state. */
  async untilState(rule: string, state: Alert['state']): Promise<Alert> {
    let found: Alert | undefined;
    await until(async () => (found = await this.alert(rule))?.state === state);
    return found!;
  }

  async untilOver(rule: string): Promise<void> {
    await until(async () => (await this.alert(rule)) === undefined);
  }

  /** Waits until all rules were evaluated twice more: one evaluation may have begun before. */
  async evaluatedAgain(): Promise<void> {
    for (let times = 0; times < 2; times += 1) {
      const before = (await this.all()).evaluatedAt;
      await until(async () => {
        const { evaluatedAt } = await this.all();
        return evaluatedAt !== null && evaluatedAt !== before;
      });
    }
  }

  /** Adds present workers, `<prefix>-0`, `<prefix>-1`, … */
  async fleet(prefix: string, size: number, row: FleetRow = {}): Promise<void> {
    const rowOf = (index: number): FleetRow => ({ ...row, workerId: `${prefix}-${index}` });
    await storeFleet(this.database, size, rowOf, { analyze: false });
  }

  /** Sets their health as a sweep would have. */
  async judged(health: 'HEALTHY' | 'FAILED', workerIds: string): Promise<void> {
    await this.database.query(
      `UPDATE worker_registration.worker_state SET health = $1::worker_registration.worker_health,
         last_error = CASE WHEN $1 = 'FAILED' THEN 'No heartbeat for 301 s; the lease lasts 300 s' END
       WHERE id IN (SELECT id FROM worker_registration.worker WHERE worker_id LIKE $2)`,
      [health, workerIds],
    );
  }

  /** Lets a rule have held for this many more minutes. */
  async held(rule: string, minutes: number): Promise<void> {
    await this.database.query(
      `UPDATE worker_registration.alert SET pending_since = pending_since - make_interval(secs => $2 * 60) WHERE rule = $1`,
      [rule, minutes],
    );
  }

  /** Lets its last message have been sent this many minutes earlier. */
  async sent(rule: string, minutes: number): Promise<void> {
    await this.database.query(
      `UPDATE worker_registration.alert_rule SET last_sent_at = last_sent_at - make_interval(secs => $2 * 60) WHERE name = $1`,
      [rule, minutes],
    );
  }

  /**
   * Ends the pause before the next attempt; repeatedly, because an attempt in progress may begin a longer
   * one.
   */
  async retriedUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
    await until(async () => {
      await this.retryNow();
      return condition();
    });
  }

  /** Ends the pause before the next attempt. */
  async retryNow(): Promise<void> {
    await this.database.query(
      `UPDATE worker_registration.alert_delivery SET next_at = now() WHERE finished_at IS NULL`,
    );
  }
}
