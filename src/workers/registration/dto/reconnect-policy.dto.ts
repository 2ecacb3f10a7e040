import { isObject } from '../../../platform/validation/is-object.js';
import { Field } from '../../../platform/validation/field.js';
import { readBody } from '../../../platform/validation/read-body.js';
import { flag, whole, type Rule } from '../../../platform/validation/rule.js';
import { notThis } from '../../../platform/validation/shown.js';
import type { ReconnectPolicy } from '../../../fleet/worker.js';

/** A worker's own reconnection policy, which overrides the settings. */
export class ReconnectPolicyDto implements ReconnectPolicy {
  @Field(flag('Reconnect enabled'), {
    description: 'Whether the service dials the worker at all.',
    default: true,
  })
  enabled?: boolean;

  @Field(whole('Reconnect intervalSeconds', { min: 1, max: 86_400 }), {
    description: 'Seconds between two probes.',
    example: 30,
  })
  intervalSeconds?: number;

  @Field(whole('Reconnect maxBackoffSeconds', { min: 1, max: 86_400 }), {
    description: 'Maximum pause between two probes, in seconds.',
    example: 300,
  })
  maxBackoffSeconds?: number;
}

export const reconnectPolicyRule: Rule = {
  schema: { type: () => ReconnectPolicyDto },
  check: (value) => {
    if (!isObject(value)) return `Reconnect must be a JSON object${notThis(value)}`;
    const { errors } = readBody(ReconnectPolicyDto, value);
    return errors.map(({ message }) => message).join('; ') || undefined;
  },
};

interface ReadPolicy {
  readonly known: ReconnectPolicy | undefined;
  readonly warnings: readonly string[];
}

/**
 * Returns the known fields of a policy, if given, and a warning for each other: an old server accepts a newer
 * worker.
 */
export function readReconnectPolicy(policy: unknown): ReadPolicy {
  if (policy === undefined) return { known: undefined, warnings: [] };
  const { value, warnings } = readBody(ReconnectPolicyDto, policy, { path: 'reconnect.' });
  return { known: { ...value }, warnings };
}
