import { neverDialledAs } from '../../../platform/network/address-rules.js';
import type { DescribedTarget } from '../store/target.store.js';
import type { Outlined } from '../store/outline.js';

const PREFIX = '__meta_worker_registration_';

/** Texts of tags that are kept: fleets have few of them, each on many workers. */
const MAX_KEPT = 10_000;

const kept = new Map<string, string>();

/**
 * Returns a worker as JSON in the format of Prometheus HTTP service discovery: one address with its labels. Undefined for an
 * address that reconnection never dials: Prometheus should not be led there either. Tags are listed all together, with commas
 * between and around them, so that a rule can look for `,production,` wherever it stands; and each by itself: `production`
 * has the value `true`, and `team=search` is the tag `team` with the value `search`.
 */
export function targetText(
  { id, workerId, name, host, port, zone, version, tags }: DescribedTarget,
  { status, health }: Omit<Outlined, 'id'>,
): string | undefined {
  if (neverDialledAs(host) !== undefined) return undefined;
  const address = JSON.stringify(`${host.includes(':') ? `[${host}]` : host}:${port}`);
  return (
    `{"targets":[${address}],"labels":{"${PREFIX}id":"${id}","${PREFIX}worker_id":${JSON.stringify(workerId)},` +
    `"${PREFIX}name":${JSON.stringify(name)},"${PREFIX}zone":${JSON.stringify(zone)},` +
    `"${PREFIX}version":${JSON.stringify(version)},"${PREFIX}status":"${status}","${PREFIX}health":"${health}",` +
    `${tagLabels(tags)}}}`
  );
}

function tagLabels(tags: string): string {
  const known = kept.get(tags);
  if (known !== undefined) return known;
  if (kept.size >= MAX_KEPT) kept.clear();
  const labels: Record<string, string> = { [`${PREFIX}tags`]: tags === '' ? '' : `,${tags},` };
  // Two tags may become one label: the first wins.
  for (const tag of tags === '' ? [] : tags.split(','))
    labels[`${PREFIX}tag_${labelled(nameOf(tag))}`] ??= valueOf(tag);
  const text = JSON.stringify(labels).slice(1, -1);
  kept.set(tags, text);
  return text;
}

const nameOf = (tag: string): string => tag.split('=', 1)[0]!;

const valueOf = (tag: string): string => (tag.includes('=') ? tag.slice(tag.indexOf('=') + 1) : 'true');

/** Characters that are allowed in the name of a label. */
const labelled = (text: string): string => text.replace(/[^a-zA-Z0-9_]/g, '_');
