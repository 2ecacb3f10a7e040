// The whole simulation: every rule over the same fleets.
import { live } from './living.mjs';
import { measure } from './measure.mjs';
import * as paces from './paces.mjs';
import { fixed, named, never } from './rules/fixed.mjs';
import * as ladder from './rules/ladder.mjs';
import { lateness } from './rules/lateness.mjs';
import * as peers from './rules/peers.mjs';
import { akka, cassandra } from './rules/phi.mjs';

export const { OURS } = paces;
export { fixed, lateness, live, measure, never };

export const seedsOf = (count) => Array.from({ length: count }, (_, index) => index + 1);

/** Rules that decide where a new job may go, over our heartbeats. */
export const detectors = (options) =>
  measure([fixed(40), fixed(120), akka(), cassandra(), lateness()], paces.OURS, options);

/** The rungs of our ladder, and those of other registries with their own heartbeats. */
export const ladders = (options) => [
  ...measure([ladder.suspect, ladder.leaseEnd, ladder.failed, ladder.failedBySweeps], paces.OURS, options),
  ...measure([peers.consulCritical, peers.consulDeregistered], paces.CONSUL, options),
  ...measure([peers.eurekaDocumented, peers.eurekaActual], paces.EUREKA, options),
  ...measure([peers.nacosUnhealthy, peers.nacosDeleted], paces.NACOS, options),
  ...measure([peers.nomadDown], paces.NOMAD, options),
  ...measure([peers.kubernetesNotReady, peers.kubernetesEvicted], paces.KUBERNETES, options),
];

/** Our rule with other parameters, and with other intervals. */
export const variants = (options) => [
  ...measure(
    [
      named('as it is: 10 s, 2 ×, a day', lateness()),
      named('floor 6 s', lateness({ floor: 6 })),
      named('floor 8 s', lateness({ floor: 8 })),
      named('floor 15 s', lateness({ floor: 15 })),
      named('1.5 × the worst', lateness({ factor: 1.5 })),
      named('3 × the worst', lateness({ factor: 3 })),
      named('half-life 6 h', lateness({ halfLife: 6 * 3600 })),
      named('half-life a week', lateness({ halfLife: 7 * 86_400 })),
    ],
    paces.OURS,
    options,
  ),
  ...measure([named('intervals of 30 s ± 10 %', lateness())], paces.OURS_AROUND_30, options),
];

/** Live workers that each rung declares dead in a long time. */
export const mistakes = (options) =>
  live([fixed(40), fixed(120), ladder.leaseEnd, ladder.failed], paces.OURS, options);
