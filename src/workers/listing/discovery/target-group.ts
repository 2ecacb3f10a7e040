import { neverDialledAs } from '../../../platform/network/address-rules.js';
import type { WorkerDescription, WorkerState } from '../../../fleet/worker.js';

/** One worker in the format of Prometheus HTTP service discovery. */
export interface TargetGroup {
  /** Its address and port: always exactly one. */
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

const PREFIX = '__meta_worker_registration_';

/** Between and around the tags, so that a rule can look for `,production,` wherever it stands. */
const SEPARATOR = ',';

/**
 * Returns a worker as a target; undefined for one without address or port, or with an address that
 * reconnection never dials: Prometheus should not be led there either. Tags are listed all together and each
 * by itself: `production` has the value `true`, and `team=search` is the tag `team` with the value `search`.
 */
export function targetGroupOf(
  description: WorkerDescription,
  { id, status, health }: Pick<WorkerState, 'id' | 'status' | 'health'>,
): TargetGroup | undefined {
  const { workerId, name, hostAddress, hostName, port, zone, version, tags } = description;
  const host = hostAddress ?? hostName;
  if (host === null || port === null || neverDialledAs(host) !== undefined) return undefined;
  const labels: Record<string, string> = {
    [`${PREFIX}id`]: id,
    [`${PREFIX}worker_id`]: workerId,
    [`${PREFIX}name`]: name,
    [`${PREFIX}zone`]: zone ?? '',
    [`${PREFIX}version`]: version ?? '',
    [`${PREFIX}status`]: status,
    [`${PREFIX}health`]: health,
    [`${PREFIX}tags`]: tags.length === 0 ? '' : SEPARATOR + tags.join(SEPARATOR) + SEPARATOR,
  };
  // Two tags may become one label: the first wins.
  for (const tag of tags) labels[`${PREFIX}tag_${labelled(nameOf(tag))}`] ??= valueOf(tag);
  return { targets: [`${host.includes(':') ? `[${host}]` : host}:${port}`], labels };
}

const nameOf = (tag: string): string => tag.split('=', 1)[0]!;

const valueOf = (tag: string): string => (tag.includes('=') ? tag.slice(tag.indexOf('=') + 1) : 'true');

/** Characters that are allowed in the name of a label. */
const labelled = (text: string): string => text.replace(/[^a-zA-Z0-9_]/g, '_');
