import { loadSettings } from '../platform/config/load-settings.js';
import type { Settings } from '../platform/config/settings.js';

/** Parameters of a demo; durations in seconds at its normal pace. */
export interface DemoServerOptions {
  /** Its folder; removed at the end. */
  readonly folder: string;
  readonly port: number;
  /** Factor by which everything is sped up. */
  readonly pace: number;
}

/** After this time without a heartbeat a worker is missed. */
export const LEASE_SECONDS = 8;

/**
 * Shortens minutes to seconds. Ignores the environment and config/: the demo must not use the database that they
 * name.
 */
export function demoServerSettings({ folder, port, pace }: DemoServerOptions): Settings {
  const ms = (seconds: number): number => Math.max(100, Math.round((seconds * 1000) / pace));
  const minutes = (seconds: number): number => seconds / 60 / pace;
  const worker = {
    'heartbeat-interval-seconds': 2 / pace,
    'heartbeat-timeout-minutes': minutes(LEASE_SECONDS),
    'health-check-interval-ms': ms(2.5),
    'cleanup-threshold-minutes': minutes(25),
    'cleanup-interval-ms': ms(5),
    'stuck-event-loop-lag-ms': ms(3),
    'flap-changes': 4,
    'flap-window-minutes': minutes(120),
    'guard-min-workers': 3,
    'guard-max-minutes': minutes(90),
    // The addresses are made up.
    'reconnect-enabled': false,
  };
  return loadSettings({
    overrides: {
      ...Object.fromEntries(
        Object.entries(worker).map(([name, value]) => [`jobscheduler.worker.${name}`, value]),
      ),
      'server.port': port,
      'data.dir': `${folder}/data`,
      'log.level': 'warn',
      'alerts.interval-ms': ms(3),
      'alerts.rules': [
        { name: 'zone-silent', kind: 'guard', severity: 'critical' },
        { name: 'worker-failed', kind: 'worker-failed' },
        { name: 'restless-worker', kind: 'worker-flapping', moreThan: 4, withinMinutes: 1, severity: 'info' },
        { name: 'stuck-worker', kind: 'worker-stuck' },
      ],
    },
  });
}
