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
   * Lease of workers that register without leaseSeconds.
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
   * Interval within which workers send each heartbeat; answers ask for 85.5 to 95 % of it.
   *
   * A number (seconds) from 0.05 to 86400. Default: 30.
   */
  readonly 'jobscheduler.worker.heartbeat-interval-seconds'?:
    | Given<Settings['worker']['heartbeatIntervalSeconds']>
    | undefined;
  /**
   * Above this rate of the fleet, answers ask for longer intervals, up to a third of the lease.
   *
   * A whole number (heartbeats per second) from 1 to 10000000. Default: 10000.
   */
  readonly 'jobscheduler.worker.max-heartbeats-per-second'?:
    | Given<Settings['worker']['maxHeartbeatsPerSecond']>
    | undefined;
  /**
   * Which heartbeats are written: each, or changes and one in half a lease (docs/reliability.md).
   *
   * One of each, changes. Default: each.
   */
  readonly 'jobscheduler.worker.heartbeat-write'?: Given<Settings['worker']['heartbeatWrite']> | undefined;
  /**
   * How long a heartbeat waits for a database that accepts writes; then the answer is 503. Workers wait for 5 s.
   *
   * A whole number (milliseconds) from 0 to 10000. Default: 3000.
   */
  readonly 'jobscheduler.worker.heartbeat-outage-wait-ms'?:
    | Given<Settings['worker']['heartbeatOutageWaitMs']>
    | undefined;
  /**
   * Minimum lateness of a suspect, beside twice its worst recent lateness; more than the time that workers wait for an answer (5 s in the agent).
   *
   * A number (seconds) from 1 to 86400. Default: 10.
   */
  readonly 'jobscheduler.worker.suspect-floor-seconds'?:
    | Given<Settings['worker']['suspectFloorSeconds']>
    | undefined;
  /**
   * Time between sweeps.
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
   * How long a worker is FAILED before it is cleaned up.
   *
   * A number (minutes) from 0.001 to 525600. Default: 15.
   */
  readonly 'jobscheduler.worker.cleanup-threshold-minutes'?:
    | Given<Settings['worker']['cleanupThresholdMinutes']>
    | undefined;
  /**
   * Time between cleanups.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 900000.
   */
  readonly 'jobscheduler.worker.cleanup-interval-ms'?:
    | Given<Settings['worker']['cleanupIntervalMs']>
    | undefined;
  /**
   * FAILED workers that pass all checks again recover by themselves.
   *
   * True or false. Default: true.
   */
  readonly 'jobscheduler.worker.auto-recovery-enabled'?:
    | Given<Settings['worker']['autoRecoveryEnabled']>
    | undefined;
  /**
   * Consecutive failures that make a worker FAILED.
   *
   * A whole number (failures) from 1 to 1000. Default: 3.
   */
  readonly 'jobscheduler.worker.max-consecutive-failures'?:
    | Given<Settings['worker']['maxConsecutiveFailures']>
    | undefined;
  /**
   * When jobs of a silent worker are released; a proven death releases them at once.
   *
   * One of failed, dead, lease-end, cleaned-up. Default: failed.
   */
  readonly 'jobscheduler.worker.release-jobs-after'?:
    | Given<Settings['worker']['releaseJobsAfter']>
    | undefined;
  /**
   * Failed registrations of one workerId from one address before further attempts are refused.
   *
   * A whole number (failed attempts) from 1 to 1000000. Default: 3.
   */
  readonly 'jobscheduler.worker.max-registration-attempts'?:
    | Given<Settings['worker']['maxRegistrationAttempts']>
    | undefined;
  /**
   * How long attempts are refused after the last failure.
   *
   * A number (minutes) from 0.001 to 35791. Default: 60.
   */
  readonly 'jobscheduler.worker.registration-retry-delay-minutes'?:
    | Given<Settings['worker']['registrationRetryDelayMinutes']>
    | undefined;
  /**
   * Failed registrations from one client address before further attempts are refused.
   *
   * A whole number (failed attempts) from 1 to 1000000. Default: 100.
   */
  readonly 'jobscheduler.worker.max-address-failures'?:
    | Given<Settings['worker']['maxAddressFailures']>
    | undefined;
  /**
   * Window of max-address-failures.
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
   * How long descriptions of workers are cached.
   *
   * A whole number (seconds) from 1 to 86400. Default: 300.
   */
  readonly 'jobscheduler.worker.cache-duration-seconds'?:
    | Given<Settings['worker']['cacheDurationSeconds']>
    | undefined;
  /**
   * How long the last statistics are returned as stale while the database is unavailable.
   *
   * A whole number (seconds) from 1 to 86400. Default: 600.
   */
  readonly 'jobscheduler.worker.health-cache-duration-seconds'?:
    | Given<Settings['worker']['healthCacheDurationSeconds']>
    | undefined;
  /**
   * Field that identifies a worker; unless it is worker-id, workerId may be omitted.
   *
   * One of worker-id, host-name, host-address. Default: worker-id.
   */
  readonly 'jobscheduler.worker.identity'?: Given<Settings['worker']['identity']> | undefined;
  /**
   * Dials offline workers until they answer.
   *
   * True or false. Default: true.
   */
  readonly 'jobscheduler.worker.reconnect-enabled'?:
    | Given<Settings['worker']['reconnectEnabled']>
    | undefined;
  /**
   * Time between rounds of probes.
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
   * Maximum pause between probes of one worker.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 300000.
   */
  readonly 'jobscheduler.worker.reconnect-max-backoff-ms'?:
    | Given<Settings['worker']['reconnectMaxBackoffMs']>
    | undefined;
  /**
   * Concurrent probes of one process.
   *
   * A whole number (probes) from 1 to 10000. Default: 64.
   */
  readonly 'jobscheduler.worker.reconnect-concurrency'?:
    | Given<Settings['worker']['reconnectConcurrency']>
    | undefined;
  /**
   * Networks that probes may dial. Loopback is a default only if server.host is a loopback address.
   *
   * A list of CIDRs such as 10.0.0.0/8. Default: 127.0.0.0/8, ::1/128, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7.
   */
  readonly 'jobscheduler.worker.reconnect-allow'?: Given<Settings['worker']['reconnectAllow']> | undefined;
  /**
   * Guards hold zones that fall silent together.
   *
   * True or false. Default: true.
   */
  readonly 'jobscheduler.worker.guard-enabled'?: Given<Settings['worker']['guardEnabled']> | undefined;
  /**
   * Share of silent workers at which a guard engages.
   *
   * A number (percent) from 1 to 100. Default: 55.
   */
  readonly 'jobscheduler.worker.guard-threshold-percent'?:
    | Given<Settings['worker']['guardThresholdPercent']>
    | undefined;
  /**
   * Minimum number of silent workers at which a guard engages.
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
   * Workers with a larger eventLoopLagMs are stuck.
   *
   * A whole number (milliseconds) from 1 to 86400000. Default: 5000.
   */
  readonly 'jobscheduler.worker.stuck-event-loop-lag-ms'?:
    | Given<Settings['worker']['stuckEventLoopLagMs']>
    | undefined;
  /**
   * Changes of health within flap-window-minutes that make a worker flapping.
   *
   * A whole number (changes) from 2 to 1000. Default: 6.
   */
  readonly 'jobscheduler.worker.flap-changes'?: Given<Settings['worker']['flapChanges']> | undefined;
  /**
   * Window of flap-changes.
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
   * How long the history of statistics is kept.
   *
   * A whole number (days) from 1 to 36500. Default: 30.
   */
  readonly 'jobscheduler.worker.history-retention-days'?:
    | Given<Settings['worker']['historyRetentionDays']>
    | undefined;
  /**
   * Alert rules, in place of the default ones; an empty list for none.
   *
   * A list of rules as in docs/alerts.md. Default: 5 entries.
   */
  readonly 'alerts.rules'?: Given<Settings['alerts']['rules']> | undefined;
  /**
   * Receivers of alerts.
   *
   * A list of webhooks as in docs/alerts.md.
   */
  readonly 'alerts.webhooks'?: Given<Settings['alerts']['webhooks']> | undefined;
  /**
   * Time between evaluations of the rules.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 30000.
   */
  readonly 'alerts.interval-ms'?: Given<Settings['alerts']['intervalMs']> | undefined;
  /**
   * How long the first message of a rule on workers waits for more of them.
   *
   * A whole number (milliseconds) from 0 to 3600000. Default: 10000.
   */
  readonly 'alerts.group-wait-ms'?: Given<Settings['alerts']['groupWaitMs']> | undefined;
  /**
   * While a rule fires: minimum time from one of its messages to the next about a change.
   *
   * A number (minutes) from 0.001 to 525600. Default: 5.
   */
  readonly 'alerts.group-interval-minutes'?: Given<Settings['alerts']['groupIntervalMinutes']> | undefined;
  /**
   * Pools with figures of their own, beside the whole fleet.
   *
   * A list of pools as in docs/capacity.md.
   */
  readonly 'capacity.pools'?: Given<Settings['capacity']['pools']> | undefined;
  /**
   * How long a new worker takes until it can accept jobs; pools may have their own.
   *
   * A number (minutes) from 0 to 1440. Default: 5.
   */
  readonly 'capacity.minutes-to-start'?: Given<Settings['capacity']['minutesToStart']> | undefined;
  /**
   * Spare slots in what is wanted; pools may have their own.
   *
   * A number (percent) from 0 to 1000. Default: 10.
   */
  readonly 'capacity.spare-percent'?: Given<Settings['capacity']['sparePercent']> | undefined;
  /**
   * Keeps the last hour of the figures of workers, and gives [warnings](capacity.md#warnings).
   *
   * True or false. Default: true.
   */
  readonly 'warnings.enabled'?: Given<Settings['warnings']['enabled']> | undefined;
  /**
   * Workers whose last hour is kept: those with the most memory, lag, lateness and restarts.
   *
   * A whole number (workers) from 1 to 1000000. Default: 20000.
   */
  readonly 'warnings.max-workers'?: Given<Settings['warnings']['maxWorkers']> | undefined;
  /**
   * Serves the protocol of Netflix Eureka at /eureka (docs/eureka.md).
   *
   * True or false. Default: false.
   */
  readonly 'facades.eureka.enabled'?: Given<Settings['eureka']['enabled']> | undefined;
  /**
   * Eureka servers to replicate with (docs/eureka.md).
   *
   * Up to 10 URLs such as http://eureka-1:8761/eureka/, no link-local addresses.
   */
  readonly 'facades.eureka.peers'?: Given<Settings['eureka']['peers']> | undefined;
  /**
   * Workers may assign jobs to themselves. Unset: in the open mode only.
   *
   * True or false.
   */
  readonly 'jobs.self-assignment'?: Given<Settings['jobs']['selfAssignment']> | undefined;
  /**
   * open: callers need no credential; token: they do (docs/access.md).
   *
   * One of open, token. Default: open.
   */
  readonly 'auth.mode'?: Given<Settings['auth']['mode']> | undefined;
  /**
   * Credential that may take over a known worker in the token mode; join-token: also a join token.
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
   * Validity of the token of a worker.
   *
   * A number (minutes) from 0.001 to 525600. Default: 60.
   */
  readonly 'auth.token-lifetime-minutes'?: Given<Settings['auth']['tokenLifetimeMinutes']> | undefined;
  /**
   * API key with the role admin, stored at start if no admin key works.
   *
   * An API key: wrk, 16 and 64 hexadecimal digits, joined by underscores.
   */
  readonly 'auth.bootstrap-key'?: Given<Settings['auth']['bootstrapKey']> | undefined;
  /**
   * API key with the role viewer for Prometheus, stored at start as scrape; another value replaces it.
   *
   * An API key: wrk, 16 and 64 hexadecimal digits, joined by underscores.
   */
  readonly 'auth.scrape-key'?: Given<Settings['auth']['scrapeKey']> | undefined;
  /**
   * A session ends after this time without use, and after twelve hours.
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
   * OpenID Connect issuer whose tokens are accepted, as they name it. Unset: none.
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
   * Claim with roles or groups, such as realm_access.roles.
   *
   * The name of a claim, with dots for nested objects. Default: roles.
   */
  readonly 'auth.oidc.roles-claim'?: Given<Settings['oidc']['rolesClaim']> | undefined;
  /**
   * Maps names in the claim to roles. Unset: the names are the roles.
   *
   * An object of names, each with a role or a list of roles.
   */
  readonly 'auth.oidc.roles'?: Given<Settings['oidc']['roles']> | undefined;
  /**
   * Address the service listens on.
   *
   * An address to listen on, such as 127.0.0.1. Default: 127.0.0.1.
   */
  readonly 'server.host'?: Given<Settings['server']['host']> | undefined;
  /**
   * Port the service listens on; 0 selects a free one.
   *
   * A whole number (TCP port) from 0 to 65535. Default: 8080.
   */
  readonly 'server.port'?: Given<Settings['server']['port']> | undefined;
  /**
   * Host names in requests that are accepted, beside localhost and IP addresses. Unset: in the open mode server.host, in the token mode all.
   *
   * A list of host names such as registration.example.org.
   */
  readonly 'server.allowed-hosts'?: Given<Settings['server']['allowedHosts']> | undefined;
  /**
   * Processes that share the port; more than one only with cores to spare.
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
   * Connections of one process; further ones are closed on arrival.
   *
   * A whole number (connections) from 1 to 1000000. Default: 50000.
   */
  readonly 'server.max-connections'?: Given<Settings['server']['maxConnections']> | undefined;
  /**
   * Connections of one process for one client address, except proxies of server.trust-proxy. 0: half of server.max-connections.
   *
   * A whole number (connections) from 0 to 1000000. Default: 0.
   */
  readonly 'server.max-connections-per-address'?:
    | Given<Settings['server']['maxConnectionsPerAddress']>
    | undefined;
  /**
   * Maximum time for a request to arrive, including its body; a client has twice that to read the answer to a batch.
   *
   * A whole number (seconds) from 1 to 3600. Default: 60.
   */
  readonly 'server.request-timeout-seconds'?: Given<Settings['server']['requestTimeoutSeconds']> | undefined;
  /**
   * How long idle connections are kept; longer than in a proxy in front.
   *
   * A whole number (seconds) from 1 to 3600. Default: 72.
   */
  readonly 'server.keep-alive-seconds'?: Given<Settings['server']['keepAliveSeconds']> | undefined;
  /**
   * Readers of /events/stream of one process.
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
   * Certificate of the service, then intermediate ones. If set, the service serves HTTPS.
   *
   * The path of a PEM file.
   */
  readonly 'server.tls.cert'?: Given<Settings['tls']['cert']> | undefined;
  /**
   * Unencrypted private key of the certificate.
   *
   * The path of a PEM file.
   */
  readonly 'server.tls.key'?: Given<Settings['tls']['key']> | undefined;
  /**
   * CAs of client certificates, which identify clients; none is required.
   *
   * The path of a PEM file.
   */
  readonly 'server.tls.client-ca'?: Given<Settings['tls']['clientCa']> | undefined;
  /**
   * PostgreSQL server (15 or newer). Unset: the service starts its own.
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
   * The server itself, for LISTEN, if url is a proxy that pools transactions.
   *
   * A URL that begins with postgres:// or postgresql:// and has a number as its port, if any.
   */
  readonly 'database.listener-url'?: Given<Settings['database']['listenerUrl']> | undefined;
  /**
   * Standby for lists, groups, the journal and reports, used while it is at most 5 s behind.
   *
   * A URL that begins with postgres:// or postgresql:// and has a number as its port, if any.
   */
  readonly 'database.replica-url'?: Given<Settings['database']['replicaUrl']> | undefined;
  /**
   * Connections of one process for requests; up to three more serve the process itself.
   *
   * A whole number (connections) from 1 to 1000. Default: 10.
   */
  readonly 'database.pool-size'?: Given<Settings['database']['poolSize']> | undefined;
  /**
   * Creates and changes the schema at start. Otherwise `worker-registration migrate` has to do it before.
   *
   * True or false. Default: true.
   */
  readonly 'database.migrate'?: Given<Settings['database']['migrate']> | undefined;
  /**
   * Redis or Valkey server. Unset: caches and limits of each process.
   *
   * A URL that begins with redis:// or rediss:// or redis+sentinel:// or redis+cluster:// and has a number as its port, if any.
   */
  readonly 'redis.url'?: Given<Settings['redis']['url']> | undefined;
  /**
   * Data of the embedded PostgreSQL.
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
   * Serves /mcp for language models (docs/mcp.md).
   *
   * True or false. Default: false.
   */
  readonly 'mcp.enabled'?: Given<Settings['mcp']['enabled']> | undefined;
  /**
   * Sends neither traces nor metrics, whatever else is set.
   *
   * True or false. Default: false.
   */
  readonly 'otel.sdk-disabled'?: Given<Settings['otel']['sdkDisabled']> | undefined;
  /**
   * Collector of traces and metrics, such as http://127.0.0.1:4318; HTTP appends /v1/traces and /v1/metrics. For gRPC usually port 4317.
   *
   * A URL that begins with http:// or https:// and has a number as its port, if any.
   */
  readonly 'otel.exporter-otlp-endpoint'?: Given<Settings['otel']['exporterOtlpEndpoint']> | undefined;
  /**
   * For traces, as it is.
   *
   * A URL that begins with http:// or https:// and has a number as its port, if any.
   */
  readonly 'otel.exporter-otlp-traces-endpoint'?:
    | Given<Settings['otel']['exporterOtlpTracesEndpoint']>
    | undefined;
  /**
   * For metrics, as it is.
   *
   * A URL that begins with http:// or https:// and has a number as its port, if any.
   */
  readonly 'otel.exporter-otlp-metrics-endpoint'?:
    | Given<Settings['otel']['exporterOtlpMetricsEndpoint']>
    | undefined;
  /**
   * Headers for the collector.
   *
   * A list of name=value; %2C for a comma, %3B for a semicolon, %25 for a percent sign.
   */
  readonly 'otel.exporter-otlp-headers'?: Given<Settings['otel']['exporterOtlpHeaders']> | undefined;
  /**
   * Protocol of the collector.
   *
   * One of http/protobuf, http/json, grpc. Default: http/protobuf.
   */
  readonly 'otel.exporter-otlp-protocol'?: Given<Settings['otel']['exporterOtlpProtocol']> | undefined;
  /**
   * Protocol for traces, if it differs.
   *
   * One of http/protobuf, http/json, grpc.
   */
  readonly 'otel.exporter-otlp-traces-protocol'?:
    | Given<Settings['otel']['exporterOtlpTracesProtocol']>
    | undefined;
  /**
   * Protocol for metrics, if it differs.
   *
   * One of http/protobuf, http/json, grpc.
   */
  readonly 'otel.exporter-otlp-metrics-protocol'?:
    | Given<Settings['otel']['exporterOtlpMetricsProtocol']>
    | undefined;
  /**
   * Where traces are sent. Unset: otlp if they have an endpoint.
   *
   * None, or a list of otlp, console.
   */
  readonly 'otel.traces-exporter'?: Given<Settings['otel']['tracesExporter']> | undefined;
  /**
   * Where metrics are sent; /metrics is always there. Unset: otlp if they have an endpoint.
   *
   * None, or a list of otlp, console, prometheus.
   */
  readonly 'otel.metrics-exporter'?: Given<Settings['otel']['metricsExporter']> | undefined;
  /**
   * Time between two exports of metrics.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 60000.
   */
  readonly 'otel.metric-export-interval'?: Given<Settings['otel']['metricExportInterval']> | undefined;
  /**
   * Maximum duration of an export of metrics; at most the interval.
   *
   * A whole number (milliseconds) from 100 to 2147483647. Default: 30000.
   */
  readonly 'otel.metric-export-timeout'?: Given<Settings['otel']['metricExportTimeout']> | undefined;
  /**
   * Name of this service. Unset: service.name of the resource attributes, or worker-registration.
   *
   * A name.
   */
  readonly 'otel.service-name'?: Given<Settings['otel']['serviceName']> | undefined;
  /**
   * Attributes of this service.
   *
   * A list of name=value such as k8s.pod.name=p1,team=a; %2C for a comma, %3D for an equals sign, %25 for a percent sign.
   */
  readonly 'otel.resource-attributes'?: Given<Settings['otel']['resourceAttributes']> | undefined;
  /**
   * Which requests are traced; parentbased follows callers that have a trace.
   *
   * One of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio. Default: parentbased_traceidratio.
   */
  readonly 'otel.traces-sampler'?: Given<Settings['otel']['tracesSampler']> | undefined;
  /**
   * Share of the requests that samplers with traceidratio trace.
   *
   * A number (share) from 0 to 1. Default: 1.
   */
  readonly 'otel.traces-sampler-arg'?: Given<Settings['otel']['tracesSamplerArg']> | undefined;
  /**
   * Headers that name the caller's trace. Unset: tracecontext and baggage.
   *
   * None, or a list of tracecontext, baggage, b3, b3multi, jaeger.
   */
  readonly 'otel.propagators'?: Given<Settings['otel']['propagators']> | undefined;
}
