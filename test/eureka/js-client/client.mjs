// Registers by the client for JavaScript, prints what it discovers whenever that changes, and leaves on SIGTERM.
import { Eureka } from 'eureka-js-client';

const [host, port, credential] = process.argv.slice(2);
const quiet = { error: console.error, warn() {}, info() {}, debug() {} };
const client = new Eureka({
  logger: quiet,
  instance: {
    app: 'scripts',
    instanceId: 'scripts:1',
    hostName: '127.9.0.4',
    ipAddr: '127.9.0.4',
    port: { $: 18080, '@enabled': true },
    vipAddress: 'scripts',
    dataCenterInfo: { '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo', name: 'MyOwn' },
    leaseInfo: { renewalIntervalInSecs: 1, durationInSecs: 5 },
  },
  eureka: {
    serviceUrls: { default: [`http://eureka:${credential}@${host}:${port}/eureka/apps/`] },
    heartbeatInterval: 1000,
    registryFetchInterval: 300,
    fetchRegistry: true,
    registerWithEureka: true,
    shouldUseDelta: true,
    preferIpAddress: true,
  },
});
let printed = '';
client.on('registryUpdated', () => {
  const seen = Object.values(client.cache.app)
    .flat()
    .map(({ instanceId, status }) => `${instanceId}=${status}`);
  const line = ['SEES', ...seen.toSorted()].join(' ');
  if (line !== printed) console.log(line);
  printed = line;
});
process.once('SIGTERM', () => client.stop(() => process.exit(0)));
client.start((error) => {
  if (error) throw error;
});
