// Generated from the table of settings: UPDATE_DOCS=1 npx jest test/integration/docs
import type { Settings } from './settings.js';

/** A setting as it may be given: parts that have a default may be left out. */
type Given<T> = T extends readonly (infer Part)[]
  ? readonly Given<Part>[]
  : T extends object
    ? { readonly [K in keyof T]?: Given<T[K]> }
    : T;

/** Settings of an application by their key; docs/settings.md lists the same. */
export interface ModuleSettings {
  /**
   * How long a worker that registers without leaseSeconds counts as alive without a further heartbeat.
   *
   * A number (minutes) from 0.001 to 525600. Default: 5.
   */
  readonly 'jobscheduler.worker.heartbeat-timeout-minutes'?:
    | Given<Settings['worker']['heartbeatTimeoutMinutes']>
    | undefined;
  /**
   * Minimum of leaseSeconds.
   *
   * A whole number (seconds) from 1 to 86400. Default: 5.
   */
  readonly 'jobscheduler.worker.min-lease-seconds'?: Given<Settings['worker']['minLeaseSeconds']> | undefined;
  /**
   * Maximum of leaseSeconds.
   *
   * A whole number (seconds) from 1 to 86400. Default: 86400.
   */
  readonly 'jobscheduler.worker.max-lease-seconds'?: Given<Settings['worker']['maxLeaseSeconds']> | undefined;
  /**
   * Longest interval between heartbeats in answers to workers; each answer is up to a tenth shorter.
   *
   * A number (seconds) from 0.05 to 86400. Default: 30.
   */
  readonly 'jobscheduler.worker.heartbeat-interval-seconds'?:
    | Given<Settings['worker']['heartbeatIntervalSeconds']>
    | undefined;
  /**
   * The interval in answers grows with the fleet so that its heartbeats stay below this rate, up to a third of the lease.
   *
   * A whole number (heartbeats per second) from 1 to 10000000. Default: 10000.
   */
  readonly 'jobscheduler.worker.max-heartbeats-per-second'?:
    | Given<Settings['worker']['maxHeartbeatsPerSecond']>
    | undefined;
  /**
   * Which heartbeats are written: each, or only changes and one in half a lease (docs/reliability.md).
   *
   * One of each, changes. Default: each.
   */
  readonly 'jobscheduler.worker.heartbeat-write'?: Given<Settings['worker']['heartbeatWrite']> | undefined;
  /**
   * How long a heartbeat waits for a database that accepts writes before it is answered 503.
   *
   * A whole number (milliseconds) from 0 to 10000. Default: 3000.
   */
  readonly 'jobscheduler.worker.heartbeat-outage-wait-ms'?:
    | Given<Settings['worker']['heartbeatOutageWaitMs']>
    | undefined;
  /**
   * A worker is suspect when its heartbeat is later than this and than twice its worst recent lateness. At least the time that workers wait for an answer: 10 s in the agent.
   *
   * A number (seconds) from 1 to 86400. Default: 10.
   */
  readonly 'jobscheduler.worker.suspect-floor-seconds'?:
    | Given<Settings['worker']['suspectFloorSeconds']>
    | undefined;
  /**
   * The time between two sweeps.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 120000.
   */
  readonly 'jobscheduler.worker.health-check-interval-ms'?:
    | Given<Settings['worker']['healthCheckIntervalMs']>
    | undefined;
  /**
   * The same as `jobscheduler.worker.health-check-interval-ms` in minutes; used if only it is set.
   *
   * A number (minutes) from 0.002.
   */
  readonly 'jobscheduler.worker.health-check-interval-minutes'?: number | undefined;
  /**
   * How long a worker must be FAILED before it is cleaned up.
   *
   * A number (minutes) from 0.001 to 525600. Default: 15.
   */
  readonly 'jobscheduler.worker.cleanup-threshold-minutes'?:
    | Given<Settings['worker']['cleanupThresholdMinutes']>
    | undefined;
  /**
   * The time between two cleanups.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 900000.
   */
  readonly 'jobscheduler.worker.cleanup-interval-ms'?:
    | Given<Settings['worker']['cleanupIntervalMs']>
    | undefined;
  /**
   * A worker that passes all checks again recovers by itself.
   *
   * True or false. Default: true.
   */
  readonly 'jobscheduler.worker.auto-recovery-enabled'?:
    | Given<Settings['worker']['autoRecoveryEnabled']>
    | undefined;
  /**
   * Number of consecutive failures that make a worker FAILED.
   *
   * A whole number (failures) from 1 to 1000. Default: 3.
   */
  readonly 'jobscheduler.worker.max-consecutive-failures'?:
    | Given<Settings['worker']['maxConsecutiveFailures']>
    | undefined;
  /**
   * When the jobs of a silent worker are released. A proven death releases them at once in any case.
   *
   * One of failed, dead, lease-end, cleaned-up. Default: failed.
   */
  readonly 'jobscheduler.worker.release-jobs-after'?:
    | Given<Settings['worker']['releaseJobsAfter']>
    | undefined;
  /**
   * Failed registrations of one workerId from one address after which further attempts are refused.
   *
   * A whole number (failed attempts) from 1 to 1000000. Default: 3.
   */
  readonly 'jobscheduler.worker.max-registration-attempts'?:
    | Given<Settings['worker']['maxRegistrationAttempts']>
    | undefined;
  /**
   * How long further attempts are refused, counted from the last failure.
   *
   * A number (minutes) from 0.001 to 35791. Default: 60.
   */
  readonly 'jobscheduler.worker.registration-retry-delay-minutes'?:
    | Given<Settings['worker']['registrationRetryDelayMinutes']>
    | undefined;
  /**
   * Failed registrations from one client address within the window below.
   *
   * A whole number (failed attempts) from 1 to 1000000. Default: 100.
   */
  readonly 'jobscheduler.worker.max-address-failures'?:
    | Given<Settings['worker']['maxAddressFailures']>
    | undefined;
  /**
   * Length of the window of that limit.
   *
   * A number (minutes) from 0.001 to 35791. Default: 10.
   */
  readonly 'jobscheduler.worker.address-failure-window-minutes'?:
    | Given<Settings['worker']['addressFailureWindowMinutes']>
    | undefined;
  /**
   * Maximum of maxConcurrentJobs.
   *
   * A whole number (jobs) from 1 to 1000000. Default: 100.
   */
  readonly 'jobscheduler.worker.max-concurrent-jobs-limit'?:
    | Given<Settings['worker']['maxConcurrentJobsLimit']>
    | undefined;
  /**
   * Minimum of workerLoadFactor.
   *
   * A number (load) from 0.001 to 1000. Default: 0.1.
   */
  readonly 'jobscheduler.worker.min-load-factor'?: Given<Settings['worker']['minLoadFactor']> | undefined;
  /**
   * Maximum of workerLoadFactor.
   *
   * A number (load) from 0.001 to 1000. Default: 2.
   */
  readonly 'jobscheduler.worker.max-load-factor'?: Given<Settings['worker']['maxLoadFactor']> | undefined;
  /**
   * How long a description stays in the cache.
   *
   * A whole number (seconds) from 1 to 86400. Default: 300.
   */
  readonly 'jobscheduler.worker.cache-duration-seconds'?:
    | Given<Settings['worker']['cacheDurationSeconds']>
    | undefined;
  /**
   * How long the last statistics are returned, marked stale, while the database is unavailable.
   *
   * A whole number (seconds) from 1 to 86400. Default: 600.
   */
  readonly 'jobscheduler.worker.health-cache-duration-seconds'?:
    | Given<Settings['worker']['healthCacheDurationSeconds']>
    | undefined;
  /**
   * The field that identifies a worker; unless it is worker-id, workerId may be omitted.
   *
   * One of worker-id, host-name, host-address. Default: worker-id.
   */
  readonly 'jobscheduler.worker.identity'?: Given<Settings['worker']['identity']> | undefined;
  /**
   * Offline workers are dialled until they answer.
   *
   * True or false. Default: true.
   */
  readonly 'jobscheduler.worker.reconnect-enabled'?:
    | Given<Settings['worker']['reconnectEnabled']>
    | undefined;
  /**
   * The time between two rounds of probes.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 30000.
   */
  readonly 'jobscheduler.worker.reconnect-interval-ms'?:
    | Given<Settings['worker']['reconnectIntervalMs']>
    | undefined;
  /**
   * Maximum duration of a probe.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 3000.
   */
  readonly 'jobscheduler.worker.reconnect-timeout-ms'?:
    | Given<Settings['worker']['reconnectTimeoutMs']>
    | undefined;
  /**
   * Maximum pause between two probes of one worker.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 300000.
   */
  readonly 'jobscheduler.worker.reconnect-max-backoff-ms'?:
    | Given<Settings['worker']['reconnectMaxBackoffMs']>
    | undefined;
  /**
   * Maximum number of concurrent probes of one process.
   *
   * A whole number (probes) from 1 to 10000. Default: 64.
   */
  readonly 'jobscheduler.worker.reconnect-concurrency'?:
    | Given<Settings['worker']['reconnectConcurrency']>
    | undefined;
  /**
   * Networks that probes may dial. The default contains loopback only if server.host is a loopback address.
   *
   * A list of CIDRs such as 10.0.0.0/8. Default: 127.0.0.0/8, ::1/128, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7.
   */
  readonly 'jobscheduler.worker.reconnect-allow'?: Given<Settings['worker']['reconnectAllow']> | undefined;
  /**
   * A guard holds a zone in which many workers fall silent together.
   *
   * True or false. Default: true.
   */
  readonly 'jobscheduler.worker.guard-enabled'?: Given<Settings['worker']['guardEnabled']> | undefined;
  /**
   * Share of silent workers at which the guard engages.
   *
   * A number (percent) from 1 to 100. Default: 55.
   */
  readonly 'jobscheduler.worker.guard-threshold-percent'?:
    | Given<Settings['worker']['guardThresholdPercent']>
    | undefined;
  /**
   * Minimum number of silent workers before the guard engages.
   *
   * A whole number (workers) from 1 to 1000000. Default: 5.
   */
  readonly 'jobscheduler.worker.guard-min-workers'?: Given<Settings['worker']['guardMinWorkers']> | undefined;
  /**
   * Maximum duration of a guard.
   *
   * A number (minutes) from 0.001 to 525600. Default: 30.
   */
  readonly 'jobscheduler.worker.guard-max-minutes'?: Given<Settings['worker']['guardMaxMinutes']> | undefined;
  /**
   * A worker with a larger eventLoopLagMs is shown as stuck.
   *
   * A whole number (milliseconds) from 1 to 86400000. Default: 5000.
   */
  readonly 'jobscheduler.worker.stuck-event-loop-lag-ms'?:
    | Given<Settings['worker']['stuckEventLoopLagMs']>
    | undefined;
  /**
   * Number of health changes within the window that make a worker flapping.
   *
   * A whole number (changes) from 2 to 1000. Default: 6.
   */
  readonly 'jobscheduler.worker.flap-changes'?: Given<Settings['worker']['flapChanges']> | undefined;
  /**
   * Length of the flapping window.
   *
   * A number (minutes) from 0.001 to 525600. Default: 30.
   */
  readonly 'jobscheduler.worker.flap-window-minutes'?:
    | Given<Settings['worker']['flapWindowMinutes']>
    | undefined;
  /**
   * How long an unacknowledged loss keeps the fleet DEGRADED.
   *
   * A number (hours) from 0.001 to 8760. Default: 24.
   */
  readonly 'jobscheduler.worker.lost-attention-hours'?:
    | Given<Settings['worker']['lostAttentionHours']>
    | undefined;
  /**
   * How long INACTIVE records are kept.
   *
   * A whole number (days) from 1 to 36500. Default: 30.
   */
  readonly 'jobscheduler.worker.inactive-retention-days'?:
    | Given<Settings['worker']['inactiveRetentionDays']>
    | undefined;
  /**
   * How long the journal is kept.
   *
   * A whole number (days) from 1 to 36500. Default: 90.
   */
  readonly 'jobscheduler.worker.journal-retention-days'?:
    | Given<Settings['worker']['journalRetentionDays']>
    | undefined;
  /**
   * How long snapshots of the system statistics are kept.
   *
   * A whole number (days) from 1 to 36500. Default: 30.
   */
  readonly 'jobscheduler.worker.history-retention-days'?:
    | Given<Settings['worker']['historyRetentionDays']>
    | undefined;
  /**
   * Alert rules, in place of the default ones; an empty list for none. In the environment: JSON.
   *
   * A list of rules as in docs/alerts.md. Default: 5 entries.
   */
  readonly 'alerts.rules'?: Given<Settings['alerts']['rules']> | undefined;
  /**
   * Receivers of alerts. In the environment: JSON.
   *
   * A list of webhooks as in docs/alerts.md.
   */
  readonly 'alerts.webhooks'?: Given<Settings['alerts']['webhooks']> | undefined;
  /**
   * The time between two evaluations of the rules.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 30000.
   */
  readonly 'alerts.interval-ms'?: Given<Settings['alerts']['intervalMs']> | undefined;
  /**
   * How long the first message of a rule on workers waits for further workers that fail together.
   *
   * A whole number (milliseconds) from 0 to 3600000. Default: 10000.
   */
  readonly 'alerts.group-wait-ms'?: Given<Settings['alerts']['groupWaitMs']> | undefined;
  /**
   * Minimum time between a message of a rule and the next about a change.
   *
   * A number (minutes) from 0.001 to 525600. Default: 5.
   */
  readonly 'alerts.group-interval-minutes'?: Given<Settings['alerts']['groupIntervalMinutes']> | undefined;
  /**
   * Pools with capacity figures of their own, beside those of the whole fleet. In the environment: JSON.
   *
   * A list of pools as in docs/capacity.md.
   */
  readonly 'capacity.pools'?: Given<Settings['capacity']['pools']> | undefined;
  /**
   * How long a new worker takes until it can accept jobs, for the whole fleet; each pool has its own.
   *
   * A number (minutes) from 0 to 1440. Default: 5.
   */
  readonly 'capacity.minutes-to-start'?: Given<Settings['capacity']['minutesToStart']> | undefined;
  /**
   * Spare slots in what is wanted for the whole fleet; each pool has its own.
   *
   * A number (percent) from 0 to 1000. Default: 10.
   */
  readonly 'capacity.spare-percent'?: Given<Settings['capacity']['sparePercent']> | undefined;
  /**
   * Whether the last hour of the figures of workers is kept, and [warnings](capacity.md#warnings) are given.
   *
   * True or false. Default: true.
   */
  readonly 'warnings.enabled'?: Given<Settings['warnings']['enabled']> | undefined;
  /**
   * Maximum number of workers whose last hour is kept: those with the most memory, lag, lateness and restarts.
   *
   * A whole number (workers) from 1 to 1000000. Default: 20000.
   */
  readonly 'warnings.max-workers'?: Given<Settings['warnings']['maxWorkers']> | undefined;
  /**
   * Whether /eureka serves the protocol of Netflix Eureka (docs/eureka.md).
   *
   * True or false. Default: false.
   */
  readonly 'facades.eureka.enabled'?: Given<Settings['eureka']['enabled']> | undefined;
  /**
   * Whether workers may assign jobs to themselves. Unset: in the open mode only.
   *
   * True or false.
   */
  readonly 'jobs.self-assignment'?: Given<Settings['jobs']['selfAssignment']> | undefined;
  /**
   * Access mode: open requires no credential; token requires the token of a worker, an API key or a join token.
   *
   * One of open, token. Default: open.
   */
  readonly 'auth.mode'?: Given<Settings['auth']['mode']> | undefined;
  /**
   * Which credential may take over a known worker in the token mode: only its own token, or a join token too.
   *
   * One of own-token, join-token. Default: own-token.
   */
  readonly 'auth.reregistration'?: Given<Settings['auth']['reregistration']> | undefined;
  /**
   * Allows the open mode on an address that other machines can reach.
   *
   * True or false. Default: false.
   */
  readonly 'auth.allow-open-network'?: Given<Settings['auth']['allowOpenNetwork']> | undefined;
  /**
   * How long the token of a worker is valid.
   *
   * A number (minutes) from 0.001 to 525600. Default: 60.
   */
  readonly 'auth.token-lifetime-minutes'?: Given<Settings['auth']['tokenLifetimeMinutes']> | undefined;
  /**
   * An API key with the role admin, stored at start if no admin key works. Usually in a file.
   *
   * An API key: wrk, 16 and 64 hexadecimal digits, joined by underscores.
   */
  readonly 'auth.bootstrap-key'?: Given<Settings['auth']['bootstrapKey']> | undefined;
  /**
   * An API key with the role viewer for Prometheus, stored at start under the name scrape; another value replaces it.
   *
   * An API key: wrk, 16 and 64 hexadecimal digits, joined by underscores.
   */
  readonly 'auth.scrape-key'?: Given<Settings['auth']['scrapeKey']> | undefined;
  /**
   * A session ends after this time without use; in any case after twelve hours.
   *
   * A number (minutes) from 0.001 to 525600. Default: 60.
   */
  readonly 'auth.session-idle-minutes'?: Given<Settings['auth']['sessionIdleMinutes']> | undefined;
  /**
   * Encrypts the stored keys that sign tokens. Unset: they are stored unencrypted.
   *
   * A text of at least 16 characters.
   */
  readonly 'auth.master-key'?: Given<Settings['auth']['masterKey']> | undefined;
  /**
   * OpenID Connect issuer whose tokens are accepted from people and programs. Unset: none.
   *
   * A URL that begins with https://, or http:// on a loopback address, as the issuer writes it in its tokens.
   */
  readonly 'auth.oidc.issuer'?: Given<Settings['oidc']['issuer']> | undefined;
  /**
   * Value that `aud` of a token must contain.
   *
   * A text.
   */
  readonly 'auth.oidc.audience'?: Given<Settings['oidc']['audience']> | undefined;
  /**
   * Claim with the roles or groups of the account, such as realm_access.roles.
   *
   * The name of a claim, with dots for nested objects. Default: roles.
   */
  readonly 'auth.oidc.roles-claim'?: Given<Settings['oidc']['rolesClaim']> | undefined;
  /**
   * Maps those names to roles of this service. Unset: the names are the roles. In the environment: JSON.
   *
   * An object of names, each with a role or a list of roles.
   */
  readonly 'auth.oidc.roles'?: Given<Settings['oidc']['roles']> | undefined;
  /**
   * The address the service listens on.
   *
   * An address to listen on, such as 127.0.0.1. Default: 127.0.0.1.
   */
  readonly 'server.host'?: Given<Settings['server']['host']> | undefined;
  /**
   * The port the service listens on; 0 selects a free one.
   *
   * A whole number (TCP port) from 0 to 65535. Default: 8080.
   */
  readonly 'server.port'?: Given<Settings['server']['port']> | undefined;
  /**
   * Host names by which the service may be called, besides localhost and IP addresses (docs/access.md). Unset: in the open mode only server.host, in the token mode every name.
   *
   * A list of host names such as registration.example.org.
   */
  readonly 'server.allowed-hosts'?: Given<Settings['server']['allowedHosts']> | undefined;
  /**
   * Number of processes that share the port; more than one only with cores to spare.
   *
   * A whole number (processes) from 1 to 512. Default: 1.
   */
  readonly 'server.processes'?: Given<Settings['server']['processes']> | undefined;
  /**
   * Maximum size of a request body.
   *
   * A whole number (KiB) from 1 to 1048576. Default: 1024.
   */
  readonly 'server.body-limit-kib'?: Given<Settings['server']['bodyLimitKib']> | undefined;
  /**
   * Maximum body size of a batch request.
   *
   * A whole number (MiB) from 1 to 1024. Default: 64.
   */
  readonly 'server.batch-limit-mib'?: Given<Settings['server']['batchLimitMib']> | undefined;
  /**
   * Maximum number of connections of one process; further ones are closed on arrival.
   *
   * A whole number (connections) from 1 to 1000000. Default: 50000.
   */
  readonly 'server.max-connections'?: Given<Settings['server']['maxConnections']> | undefined;
  /**
   * Maximum number of connections of one process for one client address, except proxies of server.trust-proxy. 0: half of server.max-connections.
   *
   * A whole number (connections) from 0 to 1000000. Default: 0.
   */
  readonly 'server.max-connections-per-address'?:
    | Given<Settings['server']['maxConnectionsPerAddress']>
    | undefined;
  /**
   * Maximum time for a request to arrive, including its body.
   *
   * A whole number (seconds) from 1 to 3600. Default: 60.
   */
  readonly 'server.request-timeout-seconds'?: Given<Settings['server']['requestTimeoutSeconds']> | undefined;
  /**
   * How long an idle connection is kept; should be longer than in a proxy in front.
   *
   * A whole number (seconds) from 1 to 3600. Default: 72.
   */
  readonly 'server.keep-alive-seconds'?: Given<Settings['server']['keepAliveSeconds']> | undefined;
  /**
   * Maximum number of clients of /events/stream of one process.
   *
   * A whole number (streams) from 1 to 100000. Default: 5000.
   */
  readonly 'server.max-event-streams'?: Given<Settings['server']['maxEventStreams']> | undefined;
  /**
   * Trusted proxies: their X-Forwarded-For gives the client address.
   *
   * A list of addresses or CIDRs of proxies, such as 10.0.0.1.
   */
  readonly 'server.trust-proxy'?: Given<Settings['server']['trustProxy']> | undefined;
  /**
   * Certificate of the service, followed by intermediate certificates. If set, the service serves HTTPS.
   *
   * The path of a PEM file.
   */
  readonly 'server.tls.cert'?: Given<Settings['tls']['cert']> | undefined;
  /**
   * Private key of that certificate, unencrypted.
   *
   * The path of a PEM file.
   */
  readonly 'server.tls.key'?: Given<Settings['tls']['key']> | undefined;
  /**
   * CAs of client certificates, which identify clients. Clients without a certificate are accepted too.
   *
   * The path of a PEM file.
   */
  readonly 'server.tls.client-ca'?: Given<Settings['tls']['clientCa']> | undefined;
  /**
   * The PostgreSQL server (15 or newer). Unset: the service starts its own.
   *
   * A URL that begins with postgres:// or postgresql:// and has a number as its port, if any.
   */
  readonly 'database.url'?: Given<Settings['database']['url']> | undefined;
  /**
   * Schema of the tables. Services with different schemas can share a database.
   *
   * Up to 40 lower-case letters, digits and underscores that begin with a letter, and not with pg; not information_schema. Default: worker_registration.
   */
  readonly 'database.schema'?: Given<Settings['database']['schema']> | undefined;
  /**
   * If url leads through a proxy that pools transactions: URL of the server itself, for the connection that uses LISTEN.
   *
   * A URL that begins with postgres:// or postgresql:// and has a number as its port, if any.
   */
  readonly 'database.listener-url'?: Given<Settings['database']['listenerUrl']> | undefined;
  /**
   * A standby for lists, groups, the journal and reports while it is at most 5 s behind. Verdicts and claims never read it.
   *
   * A URL that begins with postgres:// or postgresql:// and has a number as its port, if any.
   */
  readonly 'database.replica-url'?: Given<Settings['database']['replicaUrl']> | undefined;
  /**
   * Connections to PostgreSQL of one process for requests; up to three more serve the process itself.
   *
   * A whole number (connections) from 1 to 1000. Default: 10.
   */
  readonly 'database.pool-size'?: Given<Settings['database']['poolSize']> | undefined;
  /**
   * The service creates and changes its schema at start. Otherwise it starts only once `worker-registration migrate` has done so.
   *
   * True or false. Default: true.
   */
  readonly 'database.migrate'?: Given<Settings['database']['migrate']> | undefined;
  /**
   * The Redis or Valkey server. Unset: caches and limits live in the process.
   *
   * A URL that begins with redis:// or rediss:// or redis+sentinel:// or redis+cluster:// and has a number as its port, if any.
   */
  readonly 'redis.url'?: Given<Settings['redis']['url']> | undefined;
  /**
   * Folder of the data of the embedded PostgreSQL.
   *
   * A folder. Default: ./data.
   */
  readonly 'data.dir'?: Given<Settings['data']['dir']> | undefined;
  /**
   * Minimum severity of log lines.
   *
   * One of fatal, error, warn, info, debug, trace, silent. Default: info.
   */
  readonly 'log.level'?: Given<Settings['log']['level']> | undefined;
  /**
   * Serves /mcp, by which language models ask about the fleet and propose operations (docs/mcp.md). For access the rules of the API apply.
   *
   * True or false. Default: false.
   */
  readonly 'mcp.enabled'?: Given<Settings['mcp']['enabled']> | undefined;
  /**
   * URL of the collector for traces (OTLP over HTTP), such as http://127.0.0.1:4318. Unset: no traces.
   *
   * A URL that begins with http:// or https:// and has a number as its port, if any.
   */
  readonly 'otel.exporter-otlp-endpoint'?: Given<Settings['otel']['exporterOtlpEndpoint']> | undefined;
  /**
   * Headers for the collector: name=value, separated by commas.
   *
   * A text of at least 3 characters.
   */
  readonly 'otel.exporter-otlp-headers'?: Given<Settings['otel']['exporterOtlpHeaders']> | undefined;
  /**
   * The name of this service in traces.
   *
   * A name. Default: worker-registration.
   */
  readonly 'otel.service-name'?: Given<Settings['otel']['serviceName']> | undefined;
  /**
   * Share of the requests that are traced; requests of traced callers always are.
   *
   * A number (share) from 0 to 1. Default: 1.
   */
  readonly 'otel.traces-sampler-arg'?: Given<Settings['otel']['tracesSamplerArg']> | undefined;
}
