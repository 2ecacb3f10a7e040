/** A server that the global setup started, or was given. */
export interface TestServer {
  stop(): Promise<void>;
}

declare global {
  // Setup and teardown share nothing else: Jest loads each as a module of its own.
  var testServers: TestServer[] | undefined;
}

/** Stops what the global setup started. */
export default async function globalTeardown(): Promise<void> {
  const servers = globalThis.testServers ?? [];
  globalThis.testServers = undefined;
  await Promise.all(servers.map((server) => server.stop()));
}
