// The rules of other registries at their defaults; the first rung takes a worker out of use, the last one for good.
import { atPasses, fixed, named } from './fixed.mjs';

/** Nomad's client counts as down when its TTL and `heartbeat_grace` (10 s) have passed: nomad/heartbeat.go. */
const ttlAndGrace = (grace) => ({ watch: () => ({ deadline: (at, told) => at + told + grace }) });
export const nomadDown = named('Nomad: down', ttlAndGrace(10));

/**
 * Consul: critical when the TTL has passed; deregistered after `deregister_critical_service_after`, which has no default
 * and a minimum of one minute, by a reaper that runs every 30 s.
 * https://developer.hashicorp.com/consul/docs/reference/service/health-check
 */
export const consulCritical = named('Consul: critical', fixed(30));
export const consulDeregistered = named('Consul: deregistered', atPasses(fixed(90), 30));

/**
 * Eureka: evicted 90 s after the last renewal, by a task that runs every 60 s; until then it is in use. A renewal in fact
 * adds the duration twice, so that it is 180 s: see the comment of `isExpired` in
 * https://github.com/Netflix/eureka/blob/master/eureka-core/src/main/java/com/netflix/eureka/lease/Lease.java
 * Its self-preservation, which stops evictions when many are silent, is left out.
 */
export const eurekaDocumented = named('Eureka: evicted, as documented (90 s)', atPasses(fixed(90), 60));
export const eurekaActual = named('Eureka: evicted, as implemented (180 s)', atPasses(fixed(180), 60));

/**
 * Nacos, ephemeral instances over HTTP: unhealthy after 15 s, deleted after 30 s, by a check that runs every 5 s.
 * https://github.com/alibaba/nacos: api/…/common/Constants.java, naming/…/heartbeat/ClientBeatCheckTaskV2.java
 */
export const nacosUnhealthy = named('Nacos: unhealthy', atPasses(fixed(15), 5));
export const nacosDeleted = named('Nacos: deleted', atPasses(fixed(30), 5));

/**
 * Kubernetes: NotReady after `--node-monitor-grace-period` (50 s since 1.32), looked at every 5 s; its pods are evicted
 * when the tolerations that are added to each pod (300 s) have passed.
 * https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
 * https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export const kubernetesNotReady = named('Kubernetes: NotReady', atPasses(fixed(50), 5));
export const kubernetesEvicted = named('Kubernetes: pods evicted', afterwards(atPasses(fixed(50), 5), 300));

function afterwards(rule, seconds) {
  return {
    watch: (random) => {
      const inner = rule.watch(random);
      return { deadline: (at, told) => inner.deadline(at, told) + seconds };
    },
  };
}
