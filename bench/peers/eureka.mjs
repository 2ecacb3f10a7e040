// Eureka: a tiny application, built from Maven Central. All of it is in memory.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CACHE, onPath } from '../support/debian-program.mjs';
import { cpuSeconds } from '../support/service.mjs';
import { described, send, sendNew, WORKERS } from './load.mjs';
import { freePorts } from '../support/free-ports.mjs';
import { forEach, post, startServer } from './server.mjs';

const SOURCE = join(import.meta.dirname, 'eureka');
const TARGET = join(CACHE, 'worker-registration-eureka/target');
const PATH = '/eureka/apps/WORKERS';

async function built() {
  const jar = join(TARGET, 'eureka.jar');
  if (existsSync(jar)) return jar;
  const maven = onPath('mvn');
  if (maven === undefined) throw new Error('no mvn on PATH to build it');
  try {
    await promisify(execFile)(maven, ['-q', '-B', `-Dtarget=${TARGET}`, 'package'], { cwd: SOURCE });
  } catch (error) {
    const line = `${error.stdout}`.split('\n').find((each) => each.startsWith('[ERROR]'));
    throw new Error(`Maven could not build it: ${(line ?? error.message).slice(0, 200)}`, { cause: error });
  }
  return jar;
}

const instance = (name, n) => {
  const { hostName, hostAddress: ipAddr, port, version, zone } = described(name, n);
  return {
    instance: {
      instanceId: name,
      app: 'WORKERS',
      vipAddress: 'workers',
      status: 'UP',
      hostName,
      ipAddr,
      port: { $: port, '@enabled': 'true' },
      metadata: { version, zone },
      dataCenterInfo: {
        '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
        name: 'MyOwn',
      },
    },
  };
};

export async function eureka() {
  const java = onPath('java');
  if (java === undefined) throw new Error('no java on PATH');
  const jar = await built();
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const { pid, stop } = await startServer({
    command: java,
    url,
    answers: '/eureka/apps/delta',
    argumentsIn: () => ['-jar', jar, `--server.port=${port}`],
  });
  const names = Array.from({ length: WORKERS }, (_, n) => `worker-${n + 1}`);
  await forEach([...names.entries()], ([n, name]) => post(url + PATH, instance(name, n)));
  const beats = names.map((name) => ({ method: 'PUT', path: `${PATH}/${name}` }));
  return {
    pids: [pid],
    processes: { JVM: () => cpuSeconds(pid) },
    heartbeats: (seconds) => send(url, seconds, beats),
    registrations: (seconds, prefix) =>
      sendNew(url, seconds, prefix, (name, n) => [{ path: PATH, body: JSON.stringify(instance(name, n)) }]),
    stop,
  };
}
