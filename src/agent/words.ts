import type { AgentEvents } from './agent-events.js';

/** Returns the log line of an event; undefined if there is nothing to log. */
export function wordsFor<Name extends keyof AgentEvents>(
  name: Name,
  detail: AgentEvents[Name][0],
): string | undefined {
  return words[name](detail);
}

const RE_REGISTERED: Readonly<Record<string, string>> = {
  refreshed: 'registration renewed',
  resumed: 'reconnected to existing registration with its running jobs',
  restarted: 'reconnected to existing registration',
};

const words: { [Name in keyof AgentEvents]: (detail: AgentEvents[Name][0]) => string | undefined } = {
  registered: ({ id, outcome, registeredAt, releasedJobs, warnings }) => {
    const how = RE_REGISTERED[outcome];
    const said =
      how === undefined ? `registered, id ${id}` : `${how}, registered at ${registeredAt}, id ${id}`;
    const released = releasedJobs.length === 0 ? '' : `; released jobs: ${releasedJobs.join(', ')}`;
    return [said + released, ...warnings].join('; ');
  },
  heartbeat: ({ warnings }) => (warnings.length === 0 ? undefined : warnings.join('; ')),
  problem: ({ message, remedy }) => (remedy === undefined ? message : `${message}. ${remedy}`),
  'lease-lost': ({ leftMs }) =>
    `the lease could not be renewed and expires in ${Math.round(leftMs / 1000)} s; stop jobs that must not run twice`,
  'lease-regained': () => 'the lease is renewed again',
  drain: () => 'ordered to drain: finishing the running jobs, accepting no more',
  maintenance: () => 'ordered into maintenance: accepting no jobs',
  activate: () => 'accepting jobs again',
  stop: () => 'drained and left',
  'job-revoked': ({ jobId }) => `job ${jobId} was revoked`,
  superseded: ({ message }) => `stopped: ${message}`,
  deregistered: ({ message }) => `stopped: ${message}`,
};
