// How often workers send heartbeats, in seconds: ours, and the defaults of others. `told` is the interval that the server
// returns with each heartbeat, `pause` the time until the client sends the next one.

/** Ours: the server returns 25.65 to 28.5 s, different each time (src/fleet/lease.ts), and the agent waits exactly as long. */
export const OURS = {
  name: '25.65 to 28.5 s',
  told: (random) => 28.5 - 2.85 * random(),
  pause: (told) => told,
};

/** What it would be if the server returned 30 s on average. */
export const OURS_AROUND_30 = { ...OURS, name: '30 s ± 10 %', told: (random) => 33 - 6 * random() };

const fixed = (seconds) => ({
  name: `${seconds} s`,
  told: () => seconds,
  pause: (told) => told,
});

/**
 * Consul has no default TTL; that of Spring Cloud Consul is 30 s, renewed after two thirds of it.
 * https://docs.spring.io/spring-cloud-consul/reference/appendix.html (heartbeat.ttl, heartbeat.interval-ratio)
 */
export const CONSUL = fixed(20);

/** https://docs.spring.io/spring-cloud-netflix/reference/spring-cloud-netflix.html (lease-renewal-interval-in-seconds) */
export const EUREKA = fixed(30);

/** https://github.com/alibaba/nacos, api/…/common/Constants.java: DEFAULT_HEART_BEAT_INTERVAL */
export const NACOS = fixed(5);

/**
 * Nomad: a random TTL from `min_heartbeat_ttl` (10 s) to twice as much, as long as the fleet stays below
 * `max_heartbeats_per_second` (50); the client renews when it has passed.
 * https://github.com/hashicorp/nomad/blob/main/nomad/heartbeat.go (resetHeartbeatTimer)
 * https://developer.hashicorp.com/nomad/docs/configuration/server
 */
export const NOMAD = { name: '10 to 20 s', told: (random) => 10 + 10 * random(), pause: (told) => told };

/** Kubernetes: the kubelet renews its Lease every 10 s. https://kubernetes.io/docs/concepts/architecture/nodes/ */
export const KUBERNETES = fixed(10);
